"""Phrases that identify error, block, login and bot-check pages, in English and Chinese.

`TITLE` patterns are searched in the title and the headline, `BODY` patterns in the text; a page is judged by them only
when it has little text, so that an article about error 404 or about logging in is not taken for one.
"""

import re

_I = re.IGNORECASE

NOT_FOUND_TITLE = re.compile(
    r"\b404\b|\bnot[\s\-]found\b|page\s+(?:not|can(?:no|')t\s+be|could\s*n[o']t\s+be|was\s+not|"
    r"isn.t)\s+(?:found|available)"
    r"|page\s+(?:missing|unavailable|removed|no\s+longer)|(?:does\s*n[o']t|doesn.t|no\s+longer)\s+exist"
    r"|content\s+(?:not|no\s+longer)\s+(?:found|available)|nothing\s+(?:was\s+)?found|\boops\b|\buh[\s-]?oh|vimeuhoh"
    r"|(?:页面|网页|内容|文章|信息|文件|链接|地址|资源|您访问的.{0,10})(?:已)?(?:不存在|未找到|找不到|没找到|"
    r"丢失|走丢|被删除|已删除|已失效|已下线|已下架|没有找到|无法找到|不见了)"
    r"|找不到(?:该|您|此|这个|相关|了)?.{0,12}(?:页面|网页|内容|文件|资源)|无法找到(?:该|此)?(?:页|网页|页面)|"
    r"页面(?:出错|错误|跑丢|飞走|消失)"
    r"|seite\s+(?:wurde\s+)?nicht\s+gefunden|page\s+introuvable|página\s+no\s+encontrada|strony?\s+nie\s+znalezion[oa]",
    _I,
)
NOT_FOUND_BODY = re.compile(
    r"(?:the\s+)?(?:page|content|article|document|file|resource|link|url|"
    r"address)\b.{0,60}?(?:does\s*n[o']t\s+exist|doesn.t\s+exist|no\s+longer"
    r"|(?:could|can)\s*(?:no|n')t\s+be\s+found|couldn.t\s+be\s+found|can.t\s+be\s+found|was\s+not\s+found|"
    r"not\s+found|(?:has|have)\s+been\s+(?:moved|removed|deleted))"
    r"|(?:we|i)\s+(?:could\s*n[o']t|couldn.t|can.?t|cannot|can\s+not)\s+find\s+(?:that|the|this|what)|"
    r"nothing\s+(?:was\s+)?found\s+(?:at|for)|check\s+the\s+(?:url|address|link)"
    r"|(?:您|你)?(?:所)?(?:访问|查看|浏览|请求|查找|要找|要查看)的?(?:页面|网页|内容|文章|信息|文件|资源|地址|"
    r"链接)?.{0,12}(?:不存在|未找到|找不到|没有找到|丢失|"
    r"被删除|已删除|已被删除|已失效|已过期|已下线|已关闭)"
    r"|(?:该|此|本)(?:页面|网页|内容|文章|信息|链接|帖子|文件|稿件|视频).{0,10}(?:不存在|被删除|已删除|"
    r"已被.{0,8}删除|已失效|已下线|已过期|无法查看|违规|未找到)"
    r"|(?:页面|网页|文章|内容|信息|链接)(?:已经?)?(?:不存在|被删除|已删除|已失效|找不到|未找到|无法访问)|"
    r"(?:抱歉|对不起|很遗憾|sorry).{0,20}(?:不存在|找不到|没有找到|"
    r"未找到|已删除|被删除|无法访问|失效)"
    r"|\b404\b.{0,30}(?:error|not\s+found|错误|页面)|(?:error|错误)\s*[:：]?\s*404",
    _I,
)
SERVER_ERROR = re.compile(
    r"\b50[0234]\b.{0,40}(?:error|gateway|unavailable|timeout|timed?[\s-]out)|internal\s+server\s+error|"
    r"bad\s+gateway|service\s+(?:temporarily\s+)?unavailable|gateway\s+time-?out"
    r"|an?\s+unexpected\s+error\s+(?:has\s+)?occurred|warning:\s+mysqli?_|服务器开小差"
    r"|error\s+establishing\s+a\s+database\s+connection|application\s+error|server\s+error\s+in|runtime\s+error|"
    r"unhandled\s+exception|fatal\s+error|whitelabel\s+error\s+page|stack\s*trace"
    r"|(?:site|system|website|we\W?(?:re|\s+are)|down)\s+(?:is\s+)?(?:currently\s+)?(?:under|for|"
    r"undergoing)\s+(?:scheduled\s+)?maintenance|scheduled\s+maintenance|web\s+server\s+is\s+(?:down|returning)|"
    r"origin\s+is\s+unreachable"
    r"|服务器(?:内部)?(?:错误|出错|异常|繁忙|忙)|系统(?:错误|异常|繁忙|出错|(?:维护|升级)(?:中|公告|期间|[，。！]|$))|网站(?:正在)?(?:维护|"
    r"升级|建设|暂停|关闭)|(?:维护|升级)(?:中|公告)|"
    r"数据库(?:连接)?(?:错误|失败|出错)|服务(?:暂时|暂)?不可用|程序(?:异常|出错|错误)|应用(?:程序)?错误|"
    r"站点(?:已)?(?:暂停|关闭|创建成功)|网关(?:错误|超时)",
    _I,
)
BLOCKED_TITLE = re.compile(
    r"just\s+a\s+moment|one\s+moment,?\s+please|client\s+challenge|attention\s+required|access\s+(?:is\s+|has\s+been\s+|to\s+this\s+\w+\s+(?:is\s+|"
    r"has\s+been\s+))?(?:denied|restricted|blocked|forbidden)|\b403\b|\bforbidden\b|pardon\s+our\s+interruption|"
    r"are\s+you\s+(?:a\s+)?(?:human|robot)|robot\s+(?:check|or\s+human)|human\s+verification"
    r"|(?:security|browser|bot)\s+(?:check|verification|challenge)|verify(?:ing)?\s+(?:that\s+)?(?:you|"
    r"your\s+browser)|checking\s+your\s+browser|ddos[\s-]?(?:guard|protection)|request\s+(?:blocked|rejected|"
    r"unsuccessful|denied)|you\s+(?:have\s+been|are|were)\s+blocked|unusual\s+traffic|captcha|"
    r"web\s+application\s+firewall|making\s+sure\s+you.re\s+not\s+a\s+bot"
    r"|安全(?:验证|检查|检测|防护|拦截)|人机(?:验证|识别|校验)|滑(?:动|块)验证|(?:访问|身份|请求|行为|图形|"
    r"拼图)(?:验证|校验)|验证码|(?:访问|请求|操作|IP)(?:被|已被|"
    r"受|遭到?|过于)?(?:拦截|拒绝|禁止|限制|阻断|频繁|封禁)|拒绝访问|禁止访问|访问(?:异常|过快|出错)|"
    r"异常(?:访问|流量|请求)|防火墙|请稍[候等]|正在(?:检测|检查|验证|"
    r"进行安全)|云(?:盾|锁|防护|waf)|创宇盾|安全狗|宝塔",
    _I,
)
BLOCKED_BODY = re.compile(
    r"request\s+is\s+being\s+verified|(?:安全|浏览器)(?:检查|检测|验证).{0,24}跳转|所在的?(?:地区|国家|区域).{0,8}(?:无法|不能|不支持)|"
    r"checking\s+(?:if\s+the\s+site\s+connection\s+is\s+secure|your\s+browser)|"
    r"verify\s+(?:that\s+)?you\s+are\s+(?:a\s+)?(?:human|not\s+a\s+(?:ro)?bot)|(?:enable|"
    r"turn\s+on)\s+(?:java\s?script\s+and\s+cookies|cookies\s+and\s+java\s?script)|unusual\s+(?:traffic|"
    r"activity)|automated\s+(?:access|requests|queries|traffic)|(?:don.t|"
    r"do\s+not)\s+have\s+permission\s+to\s+access|incident\s+id|ray\s+id|reference\s*#\s*\d|your\s+(?:ip|"
    r"request|access)\s+(?:address\s+)?(?:has\s+been|is|was)\s+(?:temporarily\s+)?(?:blocked|denied|rejected)|"
    r"you\s+(?:have\s+been|are|were)\s+blocked|complete\s+the\s+(?:security\s+check|captcha)|not\s+a\s+robot|"
    r"(?:not|isn.t)\s+available\s+in\s+your\s+(?:country|region|location)"
    r"|(?:请|需要?)(?:完成|进行|通过|输入|拖动|点击).{0,14}(?:验证|验证码|滑块|拼图)|(?:您|你)的(?:访问|请求|IP|"
    r"操作|网络|浏览器).{0,24}(?:拦截|拒绝|禁止|"
    r"限制|频繁|异常|阻断|风险|威胁|不合法)|(?:访问|请求|操作)(?:过于|太)频繁|(?:检测到|存在|"
    r"疑似).{0,16}(?:异常|恶意|攻击|爬虫|机器人)|(?:正在|浏览器)(?:检测|检查|"
    r"验证).{0,16}(?:浏览器|环境|安全|访问)|(?:网站|管理员|系统).{0,10}(?:拦截|禁止|限制)了?.{0,10}(?:访问|"
    r"请求)|(?:暂不支持|不允许|禁止).{0,10}(?:地区|"
    r"境外|海外|所在地).{0,6}访问|(?:境外|海外).{0,12}(?:无法|限制|不能)访问",
    _I,
)
CONSENT_TITLE = re.compile(
    r"before\s+you\s+continue|bevor\s+sie\s+(?:zu|fortfahren)|avant\s+(?:d.acc[ée]der|de\s+continuer)|"
    r"antes\s+de\s+(?:ir|continuar|avançar)|prima\s+di\s+continuare|zanim\s+przejdziesz|voordat\s+je"
    r"|(?:cookie|privacy|data)\s+(?:consent|preferences|choices|settings|wall)|your\s+(?:privacy|"
    r"data)\s+(?:choices|controls?)|is\s+part\s+of\s+the\s+yahoo|we\s+value\s+your\s+privacy|(?:manage|"
    r"accept)\s+cookies|age\s+verification|are\s+you\s+(?:over|of)\s+"
    r"|(?:隐私|cookie)\s*(?:设置|同意|偏好|选择|授权)|(?:继续|访问|进入).{0,6}前.{0,12}(?:同意|cookie|隐私|"
    r"确认)|年龄(?:验证|确认)",
    _I,
)
CONSENT_BODY = re.compile(
    r"(?:we|our\s+partners|and\s+our\s+\d*\s*partners)\b.{0,80}\b(?:store|use|access|"
    r"process)\b.{0,80}\b(?:cookies|information\s+on\s+a\s+device|personal\s+data)|(?:accept|reject|"
    r"agree\s+to)\s+all|usamos\s+cookies|utilizamos\s+cookies|nous\s+utilisons\s+des\s+cookies|"
    r"verwenden\s+cookies|(?:accept|agree).{0,40}(?:to\s+continue|to\s+proceed)"
    r"|(?:接受|同意).{0,20}(?:cookie|隐私).{0,40}(?:继续|进入|访问)|(?:使用|存储).{0,6}cookie.{0,60}(?:接受|"
    r"同意|拒绝)|(?:请|"
    r"需)(?:先)?(?:阅读并)?同意.{0,20}(?:后|方可|才能)",
    _I,
)
LOGIN_TITLE = re.compile(
    r"\b(?:log|sign)[\s-]?(?:in|on)\b|\blogin\b|single\s+sign[\s-]?on|authentication(?:\s+required)?|"
    r"authorization\s+required|\b401\b|members?\s+only|subscribe\s+to\s+(?:read|continue)|"
    r"create\s+(?:an?\s+)?account|anmelden|anmeldung|einloggen|inici(?:ar|a|e)\s+sesi[oó]n|se\s+connecter|"
    r"connexion|entrar\s+na\s+conta|accedi\b|zaloguj|войти|ログイン|로그인"
    r"|(?:用户|会员|账号|账户|统一|请先?|微信|扫码|帐号)?登[录陆](?:页|界面|系统|中心|后|$|\b)|"
    r"统一(?:身份)?认证|单点登录|身份认证|请先?登[录陆]",
    _I,
)
LOGIN_BODY = re.compile(
    r"(?:please|must|need\s+to|have\s+to|required\s+to)\s+(?:be\s+)?(?:log(?:ged)?|sign(?:ed)?)[\s-]?(?:in|on)|"
    r"(?:log|sign)\s+in\s+(?:to\s+(?:continue|view|read|access|see|your)|with|or)|"
    r"forgot(?:ten)?\s+(?:your\s+)?password|keep\s+me\s+(?:logged|signed)\s+in|not\s+a\s+member|(?:subscribe|"
    r"register)\s+to\s+(?:continue|read)|(?:only\s+)?(?:available|visible)\s+to\s+(?:registered|logged|members|"
    r"subscribers)"
    r"|(?:请|需要?|须|您?还?(?:未|没有|尚未))(?:先)?(?:登[录陆]|注册)|登[录陆](?:后|之后)(?:才|方|即|可|查看|"
    r"访问|继续|阅读)|(?:仅|只)(?:限|供|对)(?:会员|"
    r"注册用户|登录用户|内部).{0,8}(?:可见|查看|访问|阅读)?|忘记密码|记住(?:我|密码|登录)|没有(?:账号|帐号|"
    r"账户)|(?:会员|注册).{0,6}(?:专享|可见)|"
    r"无权(?:限)?(?:访问|查看|浏览)|没有(?:访问|查看|浏览)?权限",
    _I,
)
JAVASCRIPT = re.compile(
    r"(?:enable|turn\s+on|activate|requires?|need|without|allow)\s+(?:\w+\s+)?java\s?script|"
    r"java\s?script\s+(?:is\s+|to\s+be\s+|must\s+be\s+|has\s+been\s+)?(?:required|disabled|enabled|needed|"
    r"not\s+enabled)|doesn.t\s+work\s+(?:properly\s+)?without\s+java\s?script"
    r"|(?:启用|开启|打开|支持|允许|禁用了?|需要)\s*java\s?script|java\s?script\s*(?:被|已|未|功能)|"
    r"^[^\w\n]*(?:(?:page\s+|content\s+|data\s+|now\s+)?loading|please\s+wait|initiali[sz]ing|(?:页面|数据|内容|正在|努力)*加载中?|载入中|"
    r"(?:seite\s+)?wird\s+geladen|chargement(?:\s+en\s+cours)?|cargando|carregando|caricamento|загрузка|読み込み中|ロード中|로딩\s?중)"
    r"(?:[，,]\s*)?(?:please\s+wait|请稍[候等后]|bitte\s+warten|veuillez\s+patienter)?[\s.…。！!]*$|^\s*redirecting\b.{0,60}$",
    _I | re.MULTILINE,
)
OLD_BROWSER = re.compile(
    r"浏览器(?:的)?(?:版本|内核)?.{0,6}(?:过低|过旧|太低|太旧|较低|不(?:被)?支持|已过时)|不(?:再)?支持(?:您|你)?(?:的|当前)?.{0,8}浏览器"
    r"|(?:请|建议)(?:您)?(?:升级|更换|使用|更新|下载).{0,24}(?:浏览器|chrome|firefox|edge)"
    r"|\bbrowser\b.{0,30}(?:not\s+(?:be\s+)?supported|no\s+longer\s+supported|unsupported|out\s*-?of\s*-?date|outdated|too\s+old|obsolete)"
    r"|(?:unsupported|outdated|old|obsolete)\s+(?:web\s+)?browser|(?:upgrade|update)\s+(?:to\s+a\s+\w+\s+)?(?:your\s+)?browser"
    r"|(?:do(?:es)?\s+not|don.t|doesn.t|no\s+longer)\s+support\s+(?:your|this)\s+(?:version\s+of\s+\w+\s+)?browser"
    r"|browser\s+(?:wird\s+nicht|ist\s+veraltet)|navigateur.{0,20}(?:pas\s+pris\s+en\s+charge|obsolète|pas\s+supporté)"
    r"|navegador.{0,20}(?:no\s+es\s+compatible|obsoleto|desactualizado)|お使いのブラウザ|브라우저.{0,12}지원",
    _I,
)
PLACEHOLDER = re.compile(r"\{\{[^{}]{1,120}\}\}|\$\{[^{}]{1,120}\}|<%[^%]{1,120}%>")
SENTENCE = re.compile(r"[。！？；]|[.!?;](?:\s|$)")
FOOT_LINE = re.compile(
    r"©|\bcopyright\b|all\s+rights\s+reserved|版权所有|备案|ICP|主办|承办|技术支持|联系电话|地址[:：]", _I
)
LOGIN_PATH = re.compile(
    r"/(?:log-?in|sign-?in|log-?on|signon|auth(?:enticate|orize)?|sso|cas|passport|account/login|users?/sign_in|"
    r"oauth2?|saml)(?:[/?.#]|$)",
    _I,
)
CONSENT_HOST = re.compile(r"^(?:consent|guce|cmp|privacy-mgmt|choices)\.", _I)
ERROR_PATH = re.compile(r"/(?:404|error(?:s|page)?|not-?found|page-?not-?found|err(?:or)?/?404)(?:[/?.#]|$)", _I)
