import { type Attributes, SpanStatusCode, trace } from '@opentelemetry/api';

/** Run something as a span of its own; costs next to nothing while nobody collects. Errors are noted and thrown on. */
export function traced<T>(name: string, attributes: Attributes, run: () => Promise<T>): Promise<T> {
  return trace.getTracer('guildhall').startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await run();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
      throw error;
    } finally {
      span.end();
    }
  });
}
