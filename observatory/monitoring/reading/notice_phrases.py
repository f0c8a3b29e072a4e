"""Phrases of notices that are in a document's place, in English, Chinese and the languages of the sources.

Searched sentence by sentence. All gaps are bounded, so that a search takes time in proportion to the text.
"""

import re

_FLAGS = re.IGNORECASE | re.VERBOSE
_YOURS = "您所?(?:访问|浏览|打开|查看|阅读|请求)的"
_SITE = rf"(?:该|此|本|贵|您的|当前|{_YOURS})(?:网站|站点|网址|域名|主机|空间|虚拟主机|服务器)"
_TEXT = (
    rf"(?:[本该此]文(?=[正尚仍还待审未已])|(?:该|此|本|当前|{_YOURS})"
    "(?:内容|稿件|文章|页面?|信息|网页|帖子?|视频|文件|文档|图文|账号|帐号|公众号|条目|记录|数据集?))"
)
_PAGE = (
    r"(?:this|the\s+requested|the(?=\s+\w+\s+(?:you|that\s+you)\s))\s+(?:web\s?)?"
    r"(?:page|content|article|document|record|item|post|entry|publication|data\s?set|file|resource|submission|preprint)"
    r"(?:\s+(?:that\s+)?you\s+(?:requested|asked\s+for|(?:are|were)\s+looking\s+for))?"
)

# Refused to us or to visitors like us.
BLOCKED = re.compile(
    r"""
    环境(?:存在)?异常 | environment\s+is\s+abnormal | complete\s+(?:the\s+)?verification\s+to\s+continue
  | 完成验证后即?可?继续(?:访问|浏览) | ^\W*(?:去|点击|开始)验证\W*$
  | 请(?:在|使用|用)微信(?:客户端)?(?:中|内|里)?(?:打开|访问|扫[码描])
  | open\s+(?:it\s+|this\s+(?:link|page)\s+)?in\s+(?:the\s+)?wechat
  | (?:access|requests?|visits?)\s+from\s+your\s+(?:country|region|location|area|network)\s+(?:is|are|has|have)\b
  | \b(?:not|isn.t|unavailable)\s+(?:currently\s+)?(?:available\s+|accessible\s+)?(?:in|from)\s+your\s+
    (?:country|region|location|area)
  | (?:仅限|仅对|仅支持|只对|只限)(?:中国|大陆|国内|境内|校内|内网|本地).{0,10}(?:访问|浏览|开放)
  | banned\s+(?:the\s+|your\s+)(?:country|region|ip)\b | (?:unavailable|blocked)\s+(?:due\s+to|for)\s+legal\s+reasons
  | (?:visitors|readers|users)\s+(?:from|in)\s+(?:the\s+)?(?:EU|European\s+(?:Union|Economic\s+Area)|your\s+country)\b
  | in\s+ihrem\s+land\s+nicht\s+verfügbar | nicht\s+in\s+ihrem\s+land\s+verfügbar
  | (?:disponible|accessible)\s+(?:dans|pour|depuis)\s+votre\s+(?:pays|région)
  | disponi(?:ble|bile|vel)\s+(?:en|para|no|in|nel)\s+(?:su|tu|seu)\w*\s+(?:país|paese|región|região)
  | недоступн\w{1,4}\s+в\s+ваш\w{1,3}\s+(?:стране|регионе)
  | (?:お住まい|ご利用)の(?:国|地域)(?:では|から) | 해당\s?(?:국가|지역)에서는?
  | sicherheitsüberprüfung | vérification\s+de\s+sécurité | êtes-vous\s+un\s+(?:humain|robot)
  | (?:подтвердите|докажите),?\s+что\s+вы\s+не\s+робот | ロボットではありません | 로봇이\s?아닙니다
  | no\s+soy\s+un\s+robot
    """,
    _FLAGS,
)
# Shown to those who log in, register or say who they are.
LOGIN = re.compile(
    r"""
    ^\W*(?:用户|会员|新用户|账号|账户)注册\W*$ | ^\W*登[录陆](?:后)?(?:查看|阅读)(?:更多|全文|详情)?\W*$
  | 登[录陆].{0,24}[，,]?(?:完成|通过)实名(?:核验|认证|验证)后
  | (?:^|[，,：:])\W*您?请先(?:完成|进行|通过)?(?:登[录陆]|注册|实名|身份认证|手机(?:号码?)?(?:验证|认证|绑定))
  | (?:登[录陆]|注册|实名(?:认证|验证)?|(?:手机|身份)(?:号码?)?(?:验证|认证|绑定)|绑定手机号?码?|关注(?:本)?公众号)
    之?后(?:方可|才能?|即可|可以?|继续)(?:继续)?(?:查看|访问|浏览|阅读|下载|观看)
  | (?:需要?|须|尚未|还?未|请)(?:您|先|完成|进行|通过){0,3}
    (?:实名(?:认证|验证)后|绑定手机|验证(?:您的)?手机号?|手机号?(?:验证|认证))
  | 请输入(?:您的)?(?:手机号码?|短信验证码|手机验证码|访问密码|查看密码|提取码) | ^\W*(?:获取|发送)(?:短信)?验证码\W*$
  | ^\W*(?:扫码|密码|短信|账号|帐号|手机号?|微信|会员)登[录陆]\W*$ | ^\W*(?:实名|手机号?)(?:认证|验证)\W*$
  | (?:仅限?|只对|只有)(?:会员|注册用户|登[录陆]用户|内部用户).{0,6}(?:查看|访问|浏览|阅读|下载|可见)
  | (?:verify|confirm)\s+your\s+(?:phone|mobile|identity|e-?mail)\b
  | (?:real[\s-]name|identity|phone)\s+verification\s+is\s+required
  | (?:content|page|post|document)\s+is\s+password[\s-]protected
  | enter\s+the\s+password\s+to\s+(?:view|access|continue)
  | bitte\s+(?:melden|loggen|registrieren)\s+sie\s+sich\b.{0,20}(?:\ban\b|\bein\b|$)
  | (?:veuillez|merci\s+de)\s+vous\s+(?:connecter|identifier)
  | (?:inicie?|iniciar|inicia)\s+sesión\s+para
  | ログイン(?:して(?:ください|下さい)|が必要) | 로그인(?:이)?\s?(?:필요|후)
  | необходимо\s+(?:войти|авторизоваться) | войдите\s+(?:в|на|,)\s | يرجى\s+تسجيل\s+الدخول
    """,
    _FLAGS,
)
# Shown in full to those who pay or subscribe.
PAYWALL = re.compile(
    r"""
    (?:开通|购买|订阅|成为)(?:会员|VIP)?.{0,8}(?:阅读|查看|解锁)(?:全文|完整|剩余|全部)
  | (?:剩余|余下)(?:内容|部分|全文)?.{0,12}(?:付费|会员|订阅) | (?:试读|免费阅读)(?:已)?(?:结束|到此)
  | (?:付费|会员)后?(?:阅读|可读|可见|专享)(?:全文|内容)?\W*$ | 登[录陆]后?(?:阅读|查看)(?:全文|剩余|完整)
  | (?:register|subscribe|join|sign\s+(?:in|up)|log\s+in|create\s+an?\s+(?:free\s+)?account)\b.{0,30}\s(?:to|and)\s+
    (?:continue|keep\s+reading|(?:read|view|access|see|unlock)\s+(?:the\s+|this\s+)?
    (?:full|rest|whole|entire|complete|article|story|content|text)\b)
  | to\s+(?:continue|keep)\s+reading | continue\s+reading\s+with\s+a\s+(?:subscription|trial|membership)
  | to\s+read\s+(?:the\s+)?(?:full|rest|whole|entire)\b.{0,30}\b(?:subscribe|sign\s+(?:in|up)|log\s+in|register)\b
  | (?:article|content|story|report|page|text)\s+is\s+(?:only\s+)?(?:for|available\s+to|reserved\s+for|exclusive\s+to)
    \s+(?:our\s+)?(?:paid\s+|registered\s+)?(?:subscribers|members)
  | (?:reached|used)\s+(?:your|all\s+your|all\s+of\s+your)\s+(?:monthly\s+|free\s+)?(?:limit|articles|allowance)
  | subscribers?[\s-]only | already\s+a\s+subscriber
  | nur\s+für\s+(?:abonnenten|mitglieder)|jetzt\s+weiterlesen | réservée?s?\s+(?:à\s+nos|aux)\s+abonnés
  | (?:exclusiv[oa]|solo|sólo)\s+para\s+suscriptores | 会員(?:限定|専用)(?:記事|コンテンツ) | 회원\s?전용
    """,
    _FLAGS,
)
# A server that will be back.
MAINTENANCE = re.compile(
    rf"""
    {_SITE}.{{0,24}}(?:维护|升级|检修|割接)
  | (?:系统|网站|平台|服务器)(?:正在|正|处于)(?:进行)?(?:例行|定期|紧急|停机)?(?:维护|升级|检修)
  | ^\W*(?:系统|网站|平台|服务器|例行|停机)(?:例行|停机)?维护\W*$
  | (?:流量|带宽|并发|连接数|访问量)(?:已|已经)?(?:超限|超出|超过|达到上限|用尽|用完|过大)
  | 当前(?:访问|在线)(?:人数|用户)(?:较|过|太)多
  | (?:bandwidth|resource|quota|data\s+transfer)\s+(?:limit\s+)?(?:is\s+|has\s+been\s+)?(?:exceeded|reached|exhausted)
  | over\s+(?:its\s+)?quota | too\s+many\s+connections
  | (?:this|our|the)\s+(?:web\s?)?(?:site|service|page|portal)\s+is\s+(?:currently\s+|temporarily\s+)?
    (?:down|offline|unavailable|out\s+of\s+service|undergoing|under\s+maintenance)
  | (?:we.ll|we\s+will|will)\s+be\s+(?:right\s+)?back\s+(?:soon|shortly|online)\b | maintenance\s+(?:mode|in\s+progress)
  | ^\W*back\s+(?:online\s+)?(?:soon|shortly)\W*$ | ^\W*(?:site|scheduled|planned)?\s?maintenance\W*$
  | vorübergehend\s+nicht\s+(?:erreichbar|verfügbar) | temporairement\s+(?:indisponible|inaccessible)
  | (?:temporalmente|temporariamente|temporaneamente)\s+(?:fuera\s+de\s+servicio|(?:no|non|in)\s?dispon\w{3, 6})
  | сайт\s+временно\s+недоступен | wartungs(?:arbeiten|modus) | wird\s+(?:gerade\s+|derzeit\s+)?gewartet
  | (?:en|in|em)\s+(?:cours\s+de\s+)?(?:maintenance|mantenimiento|manutenção|manutenzione)\b | maintenance\s+en\s+cours
  | (?:технические|профилактические)\s+работы | メンテナンス(?:中|のため) | (?:시스템|서버|서비스)\s?점검\s?(?:중|안내)
  | تحت\s+الصيانة
    """,
    _FLAGS,
)
# No site at the address: parked, expired, shut, or a server without pages.
NO_SITE = re.compile(
    rf"""
    (?:this|the)\s+(?:premium\s+)?domain(?:\s+name)?(?:\s+[\w-]{{1,63}}\.[\w.-]{{2,63}})?
    \s+(?:is|has|was|may|might|can|could)\s+(?:now\s+|currently\s+|been\s+|be\s+|recently\s+|not\s+(?:yet\s+)?){{0,3}}
    (?:for\s+sale|available\s+(?:for|to)|parked|expired|suspended|registered\s+(?:at|by|with|but|and)|listed|offered
    |purchased|bought|yours|configured|connected|pending|up\s+for|seized|pointing)
  | \b[\w-]{{1,63}}\.[a-z]{{2,12}}\s+(?:domain\s+)?(?:is|may\s+be|might\s+be)\s+
    (?:parked|for\s+sale|available\s+for\s+(?:sale|purchase))
  | (?:buy|purchase|get|own|renew|inquire\s+about|make\s+an\s+offer\s+(?:on|for))\s+(?:this|your)\s+domain
    (?:\s+name)?\s*(?:$|[^\w\s]|\b(?:now|today|for|at|from|here)\b)
  | ^\W*domains?(?:\s+name)?\s+(?:is\s+|has\s+)?(?:for\s+sale|parking|parked|expired)\W*$
  | parked\s+(?:free|domain|page)\b | ^\W*(?:\w+\s+)?domain\s+parking\W*$ | domain\s+owner\s+is\s+offering
  | ^\W*(?:dominio|domaine|domain|domínio)\s.{{0,20}}(?:en\s+venta|zu\s+verkaufen|à\s+vendre|in\s+vendita|à\s+venda)\W*$
  | ^\W*(?:sitio|cuenta|site|compte|konto|conta)\s+(?:suspendid[oa]|suspendu|gesperrt|suspens[oa])\W*$
  | このサイトは.{{0,12}}(?:アクセスできません|停止|閉鎖) | you.ve\s+successfully\s+installed
  | this\s+(?:web\s?site|site|account|hosting(?:\s+account)?|shop|store|page|server)\s+(?:is|has|was)\s+
    (?:currently\s+|been\s+|temporarily\s+|not\s+(?:yet\s+)?|no\s+longer\s+){{0,2}}
    (?:for\s+sale|expired|suspended|disabled|deactivated|terminated|configured|published|active|closed|shut|parked|hosted)
  | account\s+(?:has\s+been\s+)?suspended
  | ^\W*(?:hosting|web\s?site|site)\s+(?:has\s+)?(?:been\s+)?(?:expired|suspended)
  | future\s+home\s+of | ^\W*(?:(?:web\s?)?site\s+|page\s+)?(?:is\s+)?(?:coming\s+soon|under\s+construction)\W*$
  | (?:this|our|the\s+new)\s+(?:web\s?)?(?:site|page)\s+is\s+(?:coming\s+soon|under\s+construction)
  | ^\W*it\s+works\W*$ | welcome\s+to\s+(?:nginx|openresty|tengine|caddy|lighttpd|apache|iis|xampp|litespeed)\b
  | (?:web|http)\s+server\s+is\s+(?:successfully\s+installed|installed\s+and\s+working
    |(?:up\s+and\s+)?(?:running|working)\W*$)
  | no\s+(?:web\s?)?site\s+(?:is\s+)?(?:configured|found|hosted)\s+(?:at|for|on)\s+this
  | {_SITE}.{{0,24}}(?:出售|转让|待售|过期|到期|欠费|停机|停用|停放|关停|关闭|暂停服务|停止(?:服务|访问|运营|解析)
    |暂时无法|未开通|未绑定|未解析|注销|被封|下线|已迁移)(?!的[，,])
  | {_SITE}.{{0,4}}(?:未|没有|尚未|无|被?取消).{{0,24}}备案(?!的)
  | ^\W*网站(?:正在)?备案中 | ^\W*(?:网站)?(?:未备案|尚未备案|没有备案|备案已?被?(?:取消|注销))\W*$
  | 未(?:办理)?备案.{{0,10}}(?:无法|不能|禁止|停止|阻断|拦截)访问 | 访问被?(?:阻断|拦截).{{0,16}}备案
  | ^\W*(?:域名|网站|主机|空间)已?(?:出售|转让|待售|过期|到期|停放|停用)\W*$ | (?:购买|出售|转让|续费)(?:此|该|本)域名
  | (?:请|可)联系.{{0,6}}(?:空间商|服务商|主机商|接入商|域名注册商)
  | 没有找到(?:该|对应的?)?站点 | web服务器中没有找到对应的站点 | 您?可能(?:没有|未)将此域名
  | (?:diese|die)\s+domain\s+(?:steht|ist|kann|wurde)\b.{{0,30}}(?:verkauf|geparkt|abgelaufen|erworben)
  | (?:ce|le)\s+(?:nom\s+de\s+)?domaine\s+(?:est|a)\b.{{0,20}}(?:vendre|vente|expiré|parqué)
  | este\s+dominio\s+(?:está|ha)\b.{{0,20}}(?:venta|expirado|caducado|aparcado)
  | домен.{{0,30}}(?:прода[её]тся|припаркован|ист[её]к) | このドメインは.{{0,20}}(?:販売|売|期限)
  | 도메인.{{0,20}}(?:판매|만료)
    """,
    _FLAGS,
)
# No text on the page: withdrawn, deleted, under review, moved away.
NO_TEXT = re.compile(
    rf"""
    {_PAGE}\s+(?:has\s+been|have\s+been|was|is|has)\s+(?:now\s+|permanently\s+|temporarily\s+|since\s+|been\s+){{0,2}}
    (?:withdrawn|retracted|removed|deleted|taken\s+down|unpublished|discontinued|moved|archived(?!\s+(?:at|in|with))|transferred)
  | (?:this|the\s+requested)\s+(?:record|item|entry|content|post|page|document)\s+is\s+(?:currently\s+|still\s+)?
    (?:under|awaiting|pending|in|being)\s+(?:review(?:ed)?|moderat(?:ion|ed)|approval)
  | (?:content|page|post).{{0,40}}\b(?:violat(?:es|ed|ing|ion)|breach)\b | unable\s+to\s+view\s+this\s+content
  | (?:{_TEXT}|(?:^|[，,！!：:\s])(?:内容|稿件|文章|页面|信息)).{{0,6}}(?:正在|尚在|仍在|还在|等待|处于|待)
    (?:平台|后台|人工|编辑)?(?:审核|审查|复审)(?:中|阶段|状态)?(?=\W|$|暂)
  | ^\W*(?:内容|文章|稿件|页面|信息)(?:审核中|待审核)\W*$ | ^\W*(?:该|此|本)?链接已?(?:过期|失效)
  | ^\W*(?:parameter\s+error|参数错误)\W*$ | (?:^|[，,])本?页面已被?(?:归档|删除|下线|迁移|移除)
  | {_TEXT}.{{0,24}}(?:暂停|停止)(?:访问|浏览|查看)
  | {_TEXT}.{{0,6}}(?:审核中|未通过审核|审核未通过|未经审核|尚未(?:审核|发布)|未发布)
  | {_TEXT}.{{0,24}}(?:无法查看|暂?不能查看|不可查看|暂时?(?:无法|不可|不能)(?:查看|访问|显示))
  | {_TEXT}.{{0,12}}已被?(?:作者|发布者|管理员|编辑|平台)?(?:自行)?
    (?:删除|撤回|撤下|屏蔽|下架|下线|封禁|冻结|注销|移除|迁移|归档(?![至于])|转移|失效)
  | {_TEXT}.{{0,12}}(?:被投诉|被举报|被屏蔽|被封禁|被撤回)
  | 因?涉?嫌?违[规反].{{0,20}}(?:无法查看|停止访问|已?被?屏蔽|已?被?删除) | (?:根据|由于)作者隐私设置
  | (?:diese|die)\s+seite\s+(?:existiert\s+nicht|wurde\s+(?:nicht\s+gefunden|entfernt|gelöscht))
  | cette\s+page\s+n.(?:existe|est)\s+(?:pas|plus) | (?:esta|la)\s+página\s+(?:no\s+existe|ha\s+sido\s+eliminada)
  | página\s+não\s+(?:encontrada|existe) | pagina\s+non\s+(?:trovata|esiste)
  | страница\s+(?:не\s+найдена|удалена|не\s+существует) | ページ(?:が|は)(?:見つかりません|存在しません|削除)
  | お探しのページ | 페이지를\s?찾을\s?수\s?없 | الصفحة\s+(?:غير\s+موجودة|المطلوبة)
    """,
    _FLAGS,
)
# The names of the pages that servers are installed with; these pages are long.
DEFAULT_TITLE = re.compile(
    r"""
    ^\W*(?:
    (?:apache2?|nginx|http|iis|rocky|centos|fedora|red\s+hat|amazon|ubuntu|debian|plesk|cpanel|directadmin)\b.{0,40}
    \b(?:default|test|welcome)\s+page\b.{0,40}
  | (?:default|test)\s+page\s+for\s+the\s.{0,60} | iis\s*windows(?:\s+server)? | iis\d{1,2}
  | apache\s+tomcat/\S{1,20} | domain\s+default\s+page
  | welcome\s+to\s+(?:nginx|openresty|tengine|caddy|lighttpd|centos|apache)\b.{0,20}
  | (?:web\s+)?server.?s?\s+default\s+page
    )\W*$
    """,
    _FLAGS,
)
LISTING = re.compile(
    r"(?:index\s+of|directory\s+listing\s+for)\s+/?\S*|parent\s+directory|last\s+modified|description|name|size|\.\./?|apache\S*.{0,80}|\bport\s+\d+",
    re.IGNORECASE,
)
