import qrcode from 'qrcode-generator';

interface QrCodeProps {
  /** What a camera reads: an address in ASCII. */
  readonly text: string;
  /** What it is, for those who do not see it. The address itself stands beside it as text. */
  readonly label: string;
}

/** A QR code (ISO/IEC 18004, correction M) with the four empty modules around that readers need; dark on light in every theme. */
export function QrCode({ text, label }: QrCodeProps) {
  const code = qrcode(0, 'M');
  code.addData(text, 'Byte');
  code.make();
  const count = code.getModuleCount();
  const edge = count + 8;
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${edge} ${edge}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect class="light" width={edge} height={edge} />
      <path class="dark" d={darkPath(count, (row, column) => code.isDark(row, column))} />
    </svg>
  );
}

/** One bar for each run of dark modules in a row. */
function darkPath(count: number, isDark: (row: number, column: number) => boolean): string {
  const bars: string[] = [];
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      if (!isDark(row, column)) continue;
      let end = column;
      while (end < count && isDark(row, end)) end++;
      bars.push(`M${column + 4} ${row + 4}h${end - column}v1h-${end - column}z`);
      column = end;
    }
  }
  return bars.join('');
}
