import net from 'node:net';
import { freePorts, requireFree } from '../../../platform/ports';
import { readSettings, wantedPorts } from '../../../platform/settings';

test('the documented ports are the defaults', () => {
  expect(readSettings({}).ports).toMatchObject({ api: 3000, temporal: 7233, temporalUi: 8233, mail: 8025 });
});

test('a bad port, or one used twice, is refused by the name of its variable', () => {
  expect(() => readSettings({ PORT: '3000x' })).toThrow(/^PORT /);
  expect(() => readSettings({ MAIL_PORT: '70000' })).toThrow(/^MAIL_PORT /);
  expect(() => readSettings({ PORT: '7233' })).toThrow(/PORT 与 TEMPORAL_PORT/);
});

test('npm start refuses to be production', () => {
  expect(() => readSettings({ LVYUE_MODE: 'production' })).toThrow('LVYUE_MODE');
});

test('what is external needs no port', () => {
  const external = { DATABASE_URL: 'postgres://db/x', TEMPORAL_ADDRESS: 'temporal:7233' };
  const variables = wantedPorts(readSettings(external)).map(({ variable }) => variable);
  expect(variables).toEqual(['PORT', 'MAIL_PORT', 'SMTP_PORT', 'SIGN_PORT']);
});

test.each(['127.0.0.1', '0.0.0.0', '::'])(
  'a port taken on %s is an error that names port and variable',
  async (host) => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const { port } = server.address() as net.AddressInfo;
    try {
      const taken = requireFree([{ port, variable: 'MAIL_PORT', label: '邮件页面' }]);
      await expect(taken).rejects.toThrow(new RegExp(`${port}.*[\\s\\S]*MAIL_PORT`));
    } finally {
      server.close();
    }
  },
);

test('free ports are free and different', async () => {
  const ports = await freePorts(6);
  expect(new Set(ports).size).toBe(6);
  await requireFree(ports.map((port) => ({ port, variable: 'X', label: 'x' })));
});
