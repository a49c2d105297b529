import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';

/**
 * The only attributes that leave the process. Libraries attach whole activities and headers to their spans; those
 * stay here, whatever they are called.
 */
const allowed =
  /^(?:guildhall\.|http\.(?:request\.method|response\.status_code)$|server\.address$|activitypub\.(?:activity\.(?:id|type)|inbox)$|fedify\.queue\.)/;

/**
 * Send traces to an OpenTelemetry collector (OTLP over HTTP). Returns how to flush and stop.
 * `endpoint` is the collector's base address; `/v1/traces` is added.
 */
export function startTraces(
  endpoint: string,
  version: string,
  exporter: SpanExporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` }),
): () => Promise<void> {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'guildhall', 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor(redacting(exporter))],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  return async () => {
    await provider.shutdown().catch(() => undefined);
    trace.disable();
    context.disable();
  };
}

/** An exporter that lets only allowed attributes through, and no events: Fedify puts documents into those. */
function redacting(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(redact), done),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

function redact(span: ReadableSpan): ReadableSpan {
  const attributes = Object.fromEntries(
    Object.entries(span.attributes).filter(([name]) => allowed.test(name)),
  );
  // The rest of a span lives on its prototype.
  return Object.create(span, {
    attributes: { value: attributes },
    events: { value: [] },
    links: { value: [] },
    status: { value: { code: span.status.code } },
  });
}
