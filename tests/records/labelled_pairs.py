"""Pairs of records that are one thing, and pairs that only look alike, from the case study and public knowledge.

Each is a pair of profiles and a word that says what it tries. They are judged by what the names mean, not by what the
scoring finds: some true pairs cannot be found by their names.
"""

from observatory.records.record_likeness import KnownName, RecordProfile


def known(
    *names: str, short: str = "", kind: str = "organisation", at: str = "CN", page: str = "", **more
) -> RecordProfile:
    """Return a profile; the first name is the title, the Chinese ones too, `short` is an abbreviation."""
    titles = [KnownName(name, number == 0 or name[:1] > "\u2e80") for number, name in enumerate(names)]
    if short:
        titles.append(KnownName(short, is_title=False, is_abbreviation=True))
    pages = frozenset([page] if page else [])
    return RecordProfile(kind=kind, names=tuple(titles), places=frozenset(filter(None, [at])), pages=pages, **more)


def rule(*names: str, **more) -> RecordProfile:
    return known(*names, kind="instrument", **more)


def plan(*names: str, **more) -> RecordProfile:
    return known(*names, kind="initiative", **more)


def tool(*names: str, **more) -> RecordProfile:
    return known(*names, **({"kind": "platform", "at": ""} | more))


MOST = known("Ministry of Science and Technology", "科学技术部", short="MOST")

SAME = [
    ("article and case", MOST, known("the ministry of science and technology")),
    ("ampersand", MOST, known("Ministry of Science & Technology", at="")),
    ("country after", MOST, known("Ministry of Science and Technology of China")),
    ("long country after", MOST, known("Ministry of Science and Technology of the People's Republic of China")),
    ("country before", MOST, known("Chinese Ministry of Science and Technology")),
    ("country in the genitive", MOST, known("China's Ministry of Science and Technology", at="")),
    ("abbreviation in brackets", MOST, known("Ministry of Science and Technology (MOST)")),
    ("initials with of", MOST, known("MOST")),
    ("state in Chinese", MOST, known("中华人民共和国科学技术部")),
    ("traditional characters", MOST, known("科學技術部")),
    ("full width", known("ＣＡＳ", short="CAS"), known("CAS")),
    ("pinyin", known("国家科技伦理委员会"), known("Guojia Keji Lunli Weiyuanhui")),
    ("pinyin without spaces", known("国家科技伦理委员会"), known("Guojiakejilunliweiyuanhui", at="")),
    ("pinyin of a traditional name", known("國家科技倫理委員會"), known("Guojia Keji Lunli Weiyuanhui")),
    (
        "other name",
        known("National Science and Technology Ethics Committee", "国家科技伦理委员会"),
        known("国家科技伦理委员会"),
    ),
    (
        "body and organisation",
        known("National Science and Technology Ethics Committee", kind="body"),
        known("The National Science & Technology Ethics Committee"),
    ),
    ("word order", known("National Natural Science Foundation"), known("Natural Science National Foundation")),
    ("plural", known("Institute of Computing Technology"), known("Institute of Computing Technologies")),
    ("British spelling", known("World Health Organization", at="XWHO"), known("World Health Organisation", at="XWHO")),
    (
        "British centre",
        known("National Supercomputing Center in Wuxi"),
        known("National Supercomputing Centre in Wuxi"),
    ),
    ("British programme", plan("AI for Science Research Program"), plan("AI for Science Research Programme")),
    ("legal form", known("Huawei Technologies Co., Ltd."), known("Huawei Technologies")),
    ("legal form in Chinese", known("华为技术有限公司"), known("华为技术")),
    ("company and Inc.", known("Anthropic", at="US"), known("Anthropic, Inc.", at="US")),
    ("punctuation", tool("DeePMD-kit"), tool("DeePMD kit")),
    ("hyphen left out", tool("MindSpore-Science"), tool("MindSporeScience")),
    ("accents", known("Académie des sciences", at="FR"), known("Academie des Sciences", at="FR")),
    ("title marks", rule("《生成式人工智能服务管理暂行办法》"), rule("生成式人工智能服务管理暂行办法")),
    (
        "notice that issues it",
        rule("生成式人工智能服务管理暂行办法"),
        rule("关于印发《生成式人工智能服务管理暂行办法》的通知"),
    ),
    ("wide brackets", rule("科技伦理审查办法（试行）"), rule("科技伦理审查办法(试行)")),
    (
        "English and Chinese",
        rule("Measures for Ethical Review (Trial)", "科技伦理审查办法（试行）"),
        rule("科技伦理审查办法 (试行)"),
    ),
    ("year in Chinese figures", rule("国务院二〇二六年立法工作计划"), rule("国务院2026年立法工作计划")),
    ("dash in years", plan("National Plan for AI (2021–2025)"), plan("National Plan for AI (2021-2025)")),
    (
        "same abbreviation here",
        known("NSFC", at="CN"),
        known("National Natural Science Foundation of China", short="NSFC"),
    ),
    ("initials here", known("Cyberspace Administration of China"), known("国家互联网信息办公室", short="CAC")),
    (
        "repository",
        tool("Uni-Mol", page="github.com/deepmodeling/uni-mol"),
        tool("Unimol", page="github.com/deepmodeling/uni-mol"),
    ),
    ("website", known("Zhejiang Lab", page="zhejianglab.com"), known("Zhejiang Laboratory", page="zhejianglab.com")),
    (
        "ROR as a web address",
        known("Peking University", identifiers=frozenset(["02v51f717"])),
        known("北京大学", identifiers=frozenset(["02v51f717"])),
    ),
    (
        "identifier, another country",
        known("Deep Mind", at="GB", identifiers=frozenset(["00971b260"])),
        known("Google DeepMind", at="US", identifiers=frozenset(["00971b260"])),
    ),
    ("plan and platform", plan("National Supercomputing Internet"), tool("National Supercomputing Internet")),
    ("instrument and plan", rule("AI Plus Action Plan"), plan("AI Plus Action Plan")),
    ("invisible characters", known("Beijing\u200bAcademy of AI"), known("Beijing Academy of AI")),
    ("two spaces", known("Shanghai  AI Laboratory"), known("Shanghai AI Laboratory")),
    ("slug in pinyin", known("中国科学院"), known("CAS", slug="zhong-guo-ke-xue-yuan")),
    (
        "European Union added",
        rule("Artificial Intelligence Act", at="EU"),
        rule("EU Artificial Intelligence Act", at="EU"),
    ),
    (
        "United States added",
        known("National Science Foundation", at="US"),
        known("U.S. National Science Foundation", at="US"),
    ),
    (
        "Republic of Korea added",
        known("Ministry of Science and ICT", at="KR"),
        known("Ministry of Science and ICT of the Republic of Korea", at="KR"),
    ),
    # Not to be found by their names.
    ("other translation", known("Cyberspace Administration of China"), known("State Internet Information Office")),
    ("former name", known("National Development and Reform Commission"), known("State Planning Commission")),
    ("translated", known("Tsinghua University"), known("清华大学")),
    ("typing error", known("Chinese Academy of Sciences"), known("Chinese Acadmy of Sciences")),
    ("nickname", tool("Sunway TaihuLight"), tool("神威")),
]

APART = [
    ("ICT", known("Ministry of Science and Technology", at=""), known("Ministry of Science and ICT", at="")),
    ("another country", MOST, known("Ministry of Science and Technology", at="VN")),
    ("another country in the name", MOST, known("Ministry of Science and Technology of Japan", at="")),
    (
        "two countries in names",
        known("Ministry of Science of China", at=""),
        known("Ministry of Science of Japan", at=""),
    ),
    ("years", plan("Work Plan for AI 2025"), plan("Work Plan for AI 2026")),
    ("years in Chinese", rule("国务院2025年立法工作计划"), rule("国务院2026年立法工作计划")),
    ("years in Chinese figures", rule("国务院二〇二五年立法工作计划"), rule("国务院2026年立法工作计划")),
    ("phases", plan("AI Programme Phase II"), plan("AI Programme Phase III")),
    (
        "versions",
        tool("AlphaFold 2", page="github.com/google-deepmind/alphafold"),
        tool("AlphaFold 3", page="github.com/google-deepmind/alphafold"),
    ),
    ("version or none", tool("GLM"), tool("GLM-4")),
    (
        "provinces",
        known("Department of Science and Technology of Hunan Province", at="CN-HN"),
        known("Department of Science and Technology of Henan Province", at="CN-HA"),
    ),
    ("provinces that sound alike", known("陕西省科学技术厅", at="CN-SN"), known("山西省科学技术厅", at="CN-SX")),
    ("provinces in pinyin", known("Shaanxi Science Department", at=""), known("Shanxi Science Department", at="")),
    ("bureau of a province", MOST, known("Beijing Municipal Science and Technology Commission", at="CN-BJ")),
    (
        "same name in two provinces",
        known("Science and Technology Department", at="CN-GD"),
        known("Science and Technology Department", at="CN-JS"),
    ),
    ("draft and final", rule("Measures for Generative AI"), rule("Measures for Generative AI (Draft for Comment)")),
    (
        "draft and final in Chinese",
        rule("生成式人工智能服务管理办法（征求意见稿）"),
        rule("生成式人工智能服务管理暂行办法"),
    ),
    ("trial and final", rule("科技伦理审查办法"), rule("科技伦理审查办法（试行）")),
    (
        "same title years apart",
        rule("Measures for Ethical Review", years=(2016, 2016)),
        rule("Measures for Ethical Review", years=(2023, 2023)),
    ),
    ("institute and academy", known("Chinese Academy of Sciences"), known("Chinese Academy of Social Sciences")),
    ("academy of engineering", known("Chinese Academy of Sciences"), known("Chinese Academy of Engineering")),
    ("university and its school", known("Tsinghua University"), known("Tsinghua University School of Medicine")),
    ("two universities", known("Beijing University of Technology"), known("Beijing Institute of Technology")),
    (
        "foundations",
        known("National Natural Science Foundation of China"),
        known("National Science Foundation", at="US"),
    ),
    (
        "funder of another country",
        known("National Natural Science Foundation of China"),
        known("National Social Science Fund of China"),
    ),
    ("initials only", known("Chinese Academy of Sciences"), known("China Association of Standards")),
    (
        "one abbreviation, two names",
        known("Chinese Academy of Sciences", short="CAS"),
        known("China Association for Standardization", short="CAS"),
    ),
    ("abbreviation in two countries", known("MOST"), known("Agency", short="MOST", at="VN")),
    ("short word", known("AI", at=""), known("Artificial Intelligence", at="")),
    ("organisation and its plan", known("Zhejiang Lab"), plan("Zhejiang Lab")),
    ("organisation and its rule", known("Ethics Committee"), rule("Ethics Committee")),
    (
        "one site, two things",
        tool("MEGA-Protein", page="github.com/mindspore-ai/mindscience"),
        tool("MindSpore Science", page="github.com/mindspore-ai/mindscience"),
    ),
    ("committee and subcommittee", known("国家科技伦理委员会"), known("国家科技伦理委员会人工智能伦理分委员会")),
    ("ministry and its department", MOST, known("科学技术部高新技术司")),
    ("commissions", known("National Health Commission"), known("National Development and Reform Commission")),
    ("sounds alike", known("意义研究所"), known("一一研究所")),
    (
        "law and its measures",
        rule("Science and Technology Progress Law"),
        rule("Measures for the Science and Technology Progress Law"),
    ),
    (
        "guidelines for two fields",
        rule("Ethical Guidelines for AI in Medicine"),
        rule("Ethical Guidelines for AI in Education"),
    ),
    (
        "centres of two towns",
        known("National Supercomputing Center in Wuxi"),
        known("National Supercomputing Center in Jinan"),
    ),
    (
        "edition",
        plan("World AI Conference 2024", years=(2024, 2024)),
        plan("World AI Conference 2025", years=(2025, 2025)),
    ),
    ("annual call", plan("Call for Proposals", years=(2024, 2024)), plan("Call for Proposals", years=(2026, 2026))),
    # Alike in all that a record says: for a person to tell apart.
    ("reorganised", known("Ministry of Science and Technology"), known("Ministry of Science and Technology")),
]
