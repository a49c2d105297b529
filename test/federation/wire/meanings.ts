/**
 * What each fixture means, read off the documents by hand. Addresses stand without `https://`, the sender is `self`.
 * Activities: kind, then what it is about. Posts: type, audience, words, then `#tag @mention re:post !warning`.
 */
export const meanings: Readonly<Record<string, string>> = {
  'cherrypick/00-actor.json':
    'Person carol@cp.test "Carol CP 1795174874" cp.test/@carol shared:cp.test/inbox',
  'cherrypick/00-featured.json': 'collection of 0: 0 here',
  'cherrypick/00-followers-page1.json': 'collection of 2: 2 here',
  'cherrypick/00-followers.json': 'collection of 2: 0 here, more',
  'cherrypick/00-following-page1.json': 'collection of 0: 0 here',
  'cherrypick/00-following.json': 'collection of 0: 0 here, more',
  'cherrypick/00-nodeinfo-links.json': 'refused actor.id',
  'cherrypick/00-nodeinfo.json': 'refused actor.id',
  'cherrypick/00-outbox-page1.json': 'collection of 14: 0 here',
  'cherrypick/00-outbox.json': 'collection of 14: 0 here, more',
  'cherrypick/00-webfinger.json': 'carol@cp.test is cp.test/users/atsg0d2jg2o60003',
  'cherrypick/01-Accept-Follow.json':
    'accept Follow tiny.test/act/d0cd0c0f-ca3f-4378-9e73-4fb28b28a7ed by tiny.test/users/tiny of self',
  'cherrypick/02-Like.json': 'like tiny.test/notes/dc6571bd-3df0-440c-9e9c-16f2d6470a5b with 👍',
  'cherrypick/03-Announce.json': 'announce tiny.test/notes/dc6571bd-3df0-440c-9e9c-16f2d6470a5b',
  'cherrypick/04-Create-Note-public-reply.json':
    'create Note public "reply from cp 1795174874" @tiny.test/users/tiny re:tiny.test/notes/dc6571bd-3df0-440c-9e9c-16f2d6470a5b',
  'cherrypick/05-Create-Note-public.json': 'create Note public "public from cp 1795174874 #labtag" #labtag',
  'cherrypick/06-Update-Note.json': 'update Note public "edited 1795174874" edited 2026-11-20T11:41:21.444Z',
  'cherrypick/07-Update-Person.json':
    'update Person carol@cp.test "Carol CP 1795174874" cp.test/@carol shared:cp.test/inbox',
  'cherrypick/08-Delete-Tombstone.json': 'delete cp.test/notes/atsh2zw15hi8000h',
  'cherrypick/09-Undo-Like.json':
    'undo Like cp.test/likes/atsh39ux5hi8000k by self of tiny.test/notes/1d43d2d8-1173-4d6a-82fd-7089d33cef45',
  'cherrypick/10-Undo-Announce.json':
    'undo Announce cp.test/notes/atsh3ang5hi8000l/activity by self of tiny.test/notes/1d43d2d8-1173-4d6a-82fd-7089d33cef45',
  'cherrypick/11-Create-Note-public-quote.json':
    'create Note public "quoting 1795174874 RE: https://tiny.test/notes/1d43d2d8-1173-4d6a-82fd-7089d33cef45"',
  'cherrypick/12-Create-Note-unlisted.json': 'create Note unlisted "home note 1795174874"',
  'cherrypick/13-Create-Note-followers.json': 'create Note followers "followers note 1795174874"',
  'cherrypick/14-Create-Note-direct.json':
    'create Note direct "@tiny@tiny.test dm 1795174874" @tiny.test/users/tiny',
  'cherrypick/15-Create-Note-public-cw.json': 'create Note public "cw body mfm 1795174874" !cw title',
  'cherrypick/16-Create-Question-public-poll.json': 'create Question public "poll 1795174874"',
  'cherrypick/17-Undo-Follow.json':
    'undo Follow cp.test/follows/atsg0d2jg2o60003/atsg7we45hi80003 by self of tiny.test/users/tiny',
  'cherrypick/18-Reject-Follow.json':
    'reject Follow cp.test/follows/atsg7we45hi80003/atsg0d2jg2o60003 by tiny.test/users/tiny of self',
  'cherrypick/19-Block.json': 'block tiny.test/users/tiny',
  'cherrypick/20-Undo-Block.json':
    'undo Block cp.test/blocks/atsh3fgn5hi8000t by self of tiny.test/users/tiny',
  'fedify/delivery-cavage.json': 'like ours.test/o',
  'fedify/delivery-rfc9421.json': 'like ours.test/o',
  'gotosocial/00-actor.json': 'Person greta@gts.test "Lab 1795175164" gts.test/@greta',
  'gotosocial/00-featured.json': 'collection of 0: 0 here',
  'gotosocial/00-followers-page1.json': 'collection of 503: 2 here, more',
  'gotosocial/00-followers.json': 'collection of 503: 0 here, more',
  'gotosocial/00-following-page1.json': 'collection of 5: 5 here, more',
  'gotosocial/00-following.json': 'collection of 5: 0 here, more',
  'gotosocial/00-nodeinfo-links.json': 'refused actor.id',
  'gotosocial/00-nodeinfo.json': 'refused actor.id',
  'gotosocial/00-outbox-page1.json': 'collection of 20: 10 here, more',
  'gotosocial/00-outbox.json': 'collection of 20: 0 here, more',
  'gotosocial/00-webfinger.json': 'greta@gts.test is gts.test/users/greta',
  'gotosocial/01-Follow.json': 'follow tiny.test/users/tiny',
  'gotosocial/02-Like.json': 'like tiny.test/notes/69d55521-948a-42ef-874d-bfb14daadf5f',
  'gotosocial/03-Announce.json': 'announce tiny.test/notes/69d55521-948a-42ef-874d-bfb14daadf5f',
  'gotosocial/04-Create-Note-public-reply.json':
    'create Note public "@tiny reply 1795175119" @tiny.test/users/tiny re:tiny.test/notes/69d55521-948a-42ef-874d-bfb14daadf5f',
  'gotosocial/05-Undo-Like.json':
    'undo Like gts.test/users/greta/liked/01M7WCDFY6NXMB2V3XGEZXRY8N by self of tiny.test/notes/69d55521-948a-42ef-874d-bfb14daadf5f',
  'gotosocial/06-Undo-Announce.json':
    'undo Announce gts.test/users/greta/statuses/01M7WCDFYCWC4S650114HE5TGD by self of tiny.test/notes/69d55521-948a-42ef-874d-bfb14daadf5f',
  'gotosocial/07-Create-Note-direct.json': 'create Note direct "@tiny dm 1795175119" @tiny.test/users/tiny',
  'gotosocial/08-Undo-Follow.json':
    'undo Follow gts.test/users/greta/follow/01M6ZQG8W0G3Y2S9X66ECNEC53 by self of tiny.test/users/tiny',
  'gotosocial/09-Block.json': 'block tiny.test/users/tiny',
  'gotosocial/10-Undo-Block.json':
    'undo Block gts.test/users/greta/blocks/01M7WCDWNW30KP83AM8FK69J87 by self of tiny.test/users/tiny',
  'gotosocial/11-Accept-Follow.json':
    'accept Follow tiny.test/act/4811eef5-73b9-49a4-80b6-b6dfd7c74c9a by tiny.test/users/tiny of self',
  'gotosocial/12-Create-Note-public.json':
    'create Note public "public post 1795175164 #labtag https://example.com/ <b>&</b>" #labtag',
  'gotosocial/13-Create-Note-unlisted.json': 'create Note unlisted "unlisted 1795175164"',
  'gotosocial/14-Create-Note-followers.json': 'create Note followers "followers only 1795175164"',
  'gotosocial/15-Create-Note-public-cw.json': 'create Note public "cw body 1795175164" !cw title',
  'gotosocial/16-Create-Question-public-poll.json': 'create Question public "poll 1795175164"',
  'gotosocial/17-Create-Note-public-media.json': 'create Note public "media 1795175164"',
  'gotosocial/18-Update-Note.json':
    'update Note public "public post edited 1795175164" edited 2026-11-20T11:46:14Z',
  'gotosocial/19-Delete.json': 'delete gts.test/users/greta/statuses/01M7WCEF4YWQZ0F5RDN02WPQMZ',
  'gotosocial/20-Update-Person.json': 'update Person greta@gts.test "Lab 1795175164" gts.test/@greta',
  'hollo/00-actor.json': 'Person alice@hollo.test "Lab 1795176282" hollo.test/@alice shared:hollo.test/inbox',
  'hollo/00-featured.json': 'collection of unknown: 0 here',
  'hollo/00-followers-page1.json': 'collection of unknown: 3 here',
  'hollo/00-followers.json': 'collection of 3: 0 here, more',
  'hollo/00-following-page1.json': 'collection of unknown: 0 here',
  'hollo/00-following.json': 'collection of 0: 0 here, more',
  'hollo/00-nodeinfo-links.json': 'refused actor.id',
  'hollo/00-nodeinfo.json': 'refused actor.id',
  'hollo/00-outbox-page1.json': 'collection of unknown: 17 here',
  'hollo/00-outbox.json': 'collection of 17: 0 here, more',
  'hollo/00-webfinger.json': 'alice@hollo.test is hollo.test/@alice',
  'hollo/01-Undo-Follow.json':
    'undo Follow hollo.test/@alice#follows/47cbc98b-b9fa-4ead-b361-5b085be3313d by self of tiny.test/users/tiny',
  'hollo/02-Follow.json': 'follow tiny.test/users/tiny',
  'hollo/03-Accept-Follow.json':
    'accept Follow tiny.test/act/76f3234c-a5ef-49d4-adce-6f85f4c03e77 by tiny.test/users/tiny of self',
  'hollo/04-Like.json': 'like tiny.test/notes/1288be86-28d3-45a3-aa4c-f83f16fa8010',
  'hollo/05-Announce.json': 'announce tiny.test/notes/1288be86-28d3-45a3-aa4c-f83f16fa8010',
  'hollo/06-Create-Note-public-reply.json':
    'create Note public "@tiny reply 1795174829" @tiny.test/users/tiny re:tiny.test/notes/1288be86-28d3-45a3-aa4c-f83f16fa8010',
  'hollo/07-Undo-Like.json':
    'undo Like hollo.test/@alice#likes/2026-11-20T11:40:34.598Z by self of tiny.test/notes/1288be86-28d3-45a3-aa4c-f83f16fa8010',
  'hollo/08-Undo-Announce.json':
    'undo Announce hollo.test/@alice/01a1f8c2-224c-7b63-bd92-4a4317fb5434#activity by self of tiny.test/notes/1288be86-28d3-45a3-aa4c-f83f16fa8010',
  'hollo/09-Create-Note-public.json':
    'create Note public "public post 1795174829 #labtag https://example.com/ <b>&</b>" #labtag',
  'hollo/10-Create-Note-unlisted.json': 'create Note unlisted "unlisted 1795174829"',
  'hollo/11-Create-Note-followers.json': 'create Note followers "followers only 1795174829"',
  'hollo/12-Create-Note-direct.json': 'create Note direct "@tiny dm 1795174829" @tiny.test/users/tiny',
  'hollo/13-Create-Note-public-cw.json': 'create Note public "cw body 1795174829" !cw title',
  'hollo/14-Create-Question-public-poll.json': 'create Question public "poll 1795174829"',
  // Only its counts changed: without `updated` it is no edit.
  'hollo/15-Update-Note.json':
    'update Note public "public post 1795174829 #labtag https://example.com/ <b>&</b>" #labtag',
  'hollo/16-Delete-Tombstone.json': 'delete hollo.test/@alice/01a1f8c2-2d8b-79ef-bece-ff36726aea81',
  'hollo/17-Update-Person.json':
    'update Person alice@hollo.test "Lab 1795174829" hollo.test/@alice shared:hollo.test/inbox',
  'hollo/18-Reject-Follow.json':
    'reject Follow tiny.test/act/39e0016d-642e-41c0-b4e0-e2ae08f71815 by tiny.test/users/tiny of self',
  'hollo/19-Block.json': 'block tiny.test/users/tiny',
  'hollo/20-Undo-Block.json':
    'undo Block hollo.test/@alice#block/01a1f8a9-1ff8-79c4-ba4d-7947935c895a by self of tiny.test/users/tiny',
  'hollo/21-Create-Note-public-media.json': 'create Note public "media 1795175183"',
  'wordpress/00-actor.json': 'Person wanda@wp.test "wanda" wp.test/author/wanda/',
  'wordpress/00-featured.json': 'collection of 0: 0 here',
  'wordpress/00-followers-page1.json': 'collection of 3: 3 here',
  'wordpress/00-followers.json': 'collection of 3: 3 here',
  'wordpress/00-following-page1.json': 'collection of 0: 0 here',
  'wordpress/00-following.json': 'collection of 0: 0 here',
  'wordpress/00-nodeinfo-links.json': 'refused actor.id',
  // It answers with its instance actor there.
  'wordpress/00-nodeinfo.json':
    'Application application@wp.test "application" wp.test/wp-json/activitypub/1.0/application',
  'wordpress/00-outbox-page1.json': 'collection of 3: 3 here',
  'wordpress/00-outbox.json': 'collection of 3: 3 here',
  'wordpress/00-webfinger.json': 'wanda@wp.test is wp.test/?author=1',
  'wordpress/01-Accept-Follow.json':
    'accept Follow tiny.test/act/735f09ae-6d12-4082-a250-d00756ab3806 by tiny.test/users/tiny of self',
  'wordpress/02-Create-Note-public.json':
    'create Note public "Hello from WP 1795174927 #labtag https://wp.test/2026/11/20/lab-post-1795174927/ #labtag" #labtag',
  'wordpress/03-Create-Note-public-reply.json':
    'create Note public "wp answers 1795174927" @tiny.test/users/tiny re:tiny.test/notes/bad426b2-c0eb-42eb-b9c8-83a1e195e41f',
  'wordpress/04-Update-Note.json':
    'update Note public "Edited 1795174927 https://wp.test/2026/11/20/lab-post-1795174927/ #labtag" #labtag edited 2026-11-20T11:42:30Z',
  'wordpress/05-Delete-Note.json': 'delete wp.test/?p=10 was Note',
};
