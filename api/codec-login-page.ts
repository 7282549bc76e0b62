/** The login for reading payloads in the Temporal UI: plain HTML, no script, nothing loaded from anywhere. */
export const loginPage = (): string => `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>履约 · 查看流程内容</title>
<h1>查看流程内容</h1>
<p>登录后, Temporal 界面可显示加密内容 8 小时。每次查看都会记入访问日志。</p>
<form method="post" action="login">
<p><label>令牌 <input type="password" name="token" required autocomplete="off"></label> <button>登录</button></p>
</form>
</html>
`;
