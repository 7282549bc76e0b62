import type { Product } from '../platform/product';
import { loadKeyRing } from '../security/keyring';
import { issueToken } from '../security/tokens';

/** Plays the example agreement as a rehearsal, so that there is something to see. A failure is one line, no more. */
export async function playExample(product: Product, signal: AbortSignal, say: (line: string) => void): Promise<void> {
  try {
    const token = await issueToken(loadKeyRing(product.env), { role: 'manager', name: '示例负责人' });
    const response = await fetch(`${product.url}/v1/rehearsals`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': 'example' },
      body: JSON.stringify({ scenario: 'happy' }),
      signal,
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const lines = (await response.text()).trimEnd().split('\n');
    const result = JSON.parse(lines.at(-1)!) as { outcome?: string; virtualDays?: number };
    say(`示例协议已彩排完成: ${result.outcome ?? '?'}, ${result.virtualDays ?? '?'} 天`);
  } catch (error) {
    if (!signal.aborted) say(`示例协议的彩排未完成: ${(error as Error).message}`);
  }
}
