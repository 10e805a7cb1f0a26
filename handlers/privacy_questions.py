"""What is asked about one's own data in words: what is kept, what for, how long, who gets it, who sees it, who answers.

Also what is wanted of it: to take back a consent, or to have everything erased. To see the data is a wish of its own:
who asks how long they are kept is not shown them.
"""

import datetime as dt
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from handlers import erasure, operator, own_data, privacy
from handlers.own_registrations import standing
from handlers.reply import Choice, Paragraph, Reply, Row, Rows
from handlers.turn import Turn
from handlers.wording import catalog, say
from knowledge import hangul
from knowledge.ask import Ask
from knowledge.intents import Intent
from knowledge.window import SEOUL
from storage import consents


class Topic(StrEnum):
    """What of one's data a message is about."""

    OTHERS = "others"
    SEE = "see"
    CONSENTS = "consents"
    ERASE = "erase"
    REFUSING = "refusing"
    OPERATOR = "operator"
    LOOKED = "looked"
    KEPT = "kept"
    SHARED = "shared"
    SAFE = "safe"
    PURPOSE = "purpose"
    UNREGISTERED = "unregistered"
    STORED = "stored"
    POLICY = "policy"


_MINE = (
    r"(?:개인정보|개인정부|(?:내|제|저의|나의|우리|저희|본인|지|저에대한|나에대한)(?:가적은|가말한)?"
    r"(?:정보|데이터|데이타|기록|번호|전화(?:번호)?|연락처|이메일|사업자(?:등록)?번호|신상|이름|대화)"
    r"|(?:등록|신청|입력|저장)(?:한|된|하는)?정보"
    r"|(?<!지원)(?<!사업)정보(?=를?(?:저장|수집|보관|유출|넘|제공하|공유|파기))"
    r"|대화(?:내용|기록)?(?=[은는을를도]?(?:저장|보관|기록|남))"
    r"|my(?:personal|own)?(?:data|information|info|details|phone|number)|personal(?:data|information|info)|ourchats?)"
)
_ASKED_FOR = r"(?:사업자(?:등록)?번호|전화번호|연락처|이메일|이름|번호|개인정보)"
_FIRM_ENDS = (
    r"(?:상사|상회|식당|공방|푸드|식품|산업|전자|물산|무역|컴퍼니|농장|섬유|패션|공업|테크|"
    r"카페|반점|분식|떡집|빵집|미용실|약국|문구|철물)"
)
_NO = r"(?:지워|지우|지아|삭제|파기|없애|날려|폐기)"
_WANTED = r"(?:줘|주|달|요$|요청|할래|할게|할께|하고싶|해|이소|부탁|바랍|원|$|버려|고싶|면|나요|려면|수있|는법|는방법)"
_PATTERNS: Final[Mapping[Topic, re.Pattern[str]]] = {
    Topic.OTHERS: re.compile(
        r"(?:\d{10}|r\d[0-9a-z]{7}|01\d{8,9})(?:번호)?(?:은|는|이|가|을|를|으로|로)?(?:누가|누구|등록(?:했|된|됐|되)|어느|어디|뭐하는)"
        r"|(?:다른|남|남의|타|경쟁|옆집|옆가게)(?:사람|업체|회사|가게|분|사장)?(?:들)?(?:의|이|도|은|는)?"
        r"(?:정보|번호|연락처|전화|등록(?:한|했|내역|정보)|신청(?:한|했|내역))(?!.{0,8}(?:넘|주나|제공))"
        rf"|(?<!우리)(?<!저희)[가-힣]{{2,12}}{_FIRM_ENDS}(?:도|는|은|이|가)?(?:사전)?(?:등록|신청)(?:했|됐|돼있|되어)"
        r"|(?:다른|남의|경쟁|옆집|옆)(?:사람|업체|회사|가게|분|사장)(?:들)?(?:은|는|도|이|가)?(?:뭐|뭘|무엇|어디|다)?(?:에|를)?(?:등록|신청)(?:했|한)"
        r"|누가(?:등록|신청|접수)(?:했|한|하셨)|(?:등록|신청)(?:한|하신)(?:사람|업체|회사|가게|분)(?:들)?(?:이|은|을|의)?(?:누구|명단|목록|연락처|번호)"
        r"|who(?:has)?registered|(?:number|phone|data)ofanother"
    ),
    Topic.SEE: re.compile(
        r"(?:나|저)에(?:대해|대해서|대한|관해)(?:뭘|뭐|무엇).{0,4}(?:알|가지|갖|저장)"
        r"|저장(?:된|한|돼있는|되어있는)(?:거|것|게|내용|정보)(?:이|가|는|은|를|을|좀)*(?:뭐|보여|알려|있)"
    ),
    Topic.CONSENTS: re.compile(
        r"동의(?:서|한|했던|하신|해준)?(?:거|것|건|내용|사항)?(?:을|를|은|는|도|만)?(?:다|전부|모두|좀|이제|전체)*"
        r"(?:철회|취소|거두|거둘|거둬|해지|무르|무를|물러|물릴|없던|안할래|안할게|그만)"
        r"|동의(?:한|했던|하신)?(?:거|것|게|내용|내역|서|기록|현황)(?:을|를|이|가|좀)*(?:보|알려|확인|뭐|있|조회)"
        r"|(?:뭐|무엇|어디|뭘)(?:에|를|을|에다)?동의(?:했|한|하였)|동의(?:를)?(?:했나|했었나|했던가|한적)"
        r"|(?:withdraw|revoke|takeback|cancel)(?:my|the|all)?consents?|whatdidi(?:agree|consent)"
    ),
    Topic.ERASE: re.compile(
        rf"{_MINE}(?:을|를|은|도)?(?:다|모두|전부|싹|좀|전체|완전히|이제|그냥|바로)*{_NO}(?:해)?{_WANTED}"
        rf"|(?:기록|정보|흔적|저장된거|저장한거)(?:을|를)?(?:다|모두|전부|싹|좀)*{_NO}(?:해)?{_WANTED}"
        rf"|^(?:전부|다|모두|싹|몽땅)(?:다|좀)?(?:{_NO}|잊어|잊으)(?:해)?{_WANTED}|(?:회원)?탈퇴(?:할|하고|해|하겠|시켜|신청|요|$)"
        r"|(?:저|나|날)(?:를|좀)?잊어|(?:delete|erase|remove)(?:all|everything|my|of|the|personal)*(?:data|information|account|me)|forget(?:everythingabout)?me"
    ),
    Topic.REFUSING: re.compile(
        r"동의(?:를|는|을)?(?:꼭|반드시|무조건)?(?:안|못)하(?:면|고)|동의(?:를|는|을)?(?:안해도|안하고)|동의(?:하지|를하지)않(?:으면|아도|고)"
        r"|동의(?:를)?(?:꼭|반드시|무조건)해야|동의(?:를)?거부하(?:면|고)|(?:whatif|do)i(?:do)?(?:not|dont|haveto)(?:agree|consent)"
    ),
    Topic.OPERATOR: re.compile(
        r"(?:개인)?(?:정보)?보호책임자|개인정보(?:보호)?(?:담당자|책임자|처리자|관리자)|^(?:여기|이거|이곳)?운영자(?:가|는|은|분|님)*(?:누구|어디|연락|이름|뭐|$)"
        r"|(?:(?:이|여기)?(?:챗봇|봇|판로봇|서비스)|^여기)(?:을|를|은|는|이)?(?:누가|어디서|어디에서|어디가|어느회사|어느기관)(?:이|가)?(?:운영|관리|만들|만든)"
        r"|누가(?:이|여기)?(?:챗봇|봇|판로봇|서비스)(?:을|를)?(?:운영|관리|만들|만든)|누가(?:운영|관리|만들|만든).{0,6}(?:이|여기)(?:챗봇|봇|판로봇)|(?:챗봇|봇|판로봇|서비스)(?:의)?운영(?:자|주체|기관)"
        r"|whoruns(?:this|the)?(?:bot|service|pallobot)|who(?:is|s)theoperator|dataprotectionofficer|privacyofficer"
    ),
    Topic.LOOKED: re.compile(
        rf"{_MINE}.{{0,6}}(?:누가|누구|직원|공무원|담당자|남들|남|다른사람|사람들|딴사람)(?:이|가|들이|도|한테)?(?:다|좀)*(?:봤|보았|본|볼|보나|보는|봐|열람|조회|들여다)"
        rf"|(?:누가|누구|직원|공무원|담당자|남들|다른사람)(?:이|가|들이|도)?{_MINE}.{{0,4}}(?:봤|보았|본|볼|보나|보는|봐|열람|조회)"
        r"|who(?:has|can)?(?:seen?|sees?|saw|looks?|looked)(?:at)?my"
    ),
    Topic.KEPT: re.compile(
        rf"{_MINE}.{{0,8}}(?:언제까지|언제지|언제쯤지|얼마나(?:오래|동안)?(?:보관|저장|갖|가지|남|두)|얼마(?:동안|간)|몇(?:년|달|개월|일)|며칠|기간|평생|영원히)"
        rf"|(?:얼마나|언제까지|몇년|얼마동안).{{0,6}}{_MINE}.{{0,6}}(?:보관|저장|갖|가지|남)|보(?:관|유)기(?:간|한)"
        r"|how\s?long(?:do|will|is|are)(?:you)?(?:keep|store|kept|retain|my|it)?.{0,10}(?:data|information|keep|store)"
    ),
    Topic.SHARED: re.compile(
        rf"{_MINE}.{{0,4}}(?:다른|딴|남|누구|어디|제3자|제삼자|외부|밖|기관|시청|구청|서울시|회사|업체|정부).{{0,6}}(?:넘|주(?:나|는|시|지|냐)|줘|준|제공|공유|팔|보내|전달|알려|가나|들어가)"
        rf"|{_MINE}.{{0,4}}(?:넘기|넘겨|넘어가|넘긴|공유|제공(?:하|되|해)|팔아|팔려|팔거|새나가)"
        rf"|(?:누구|어디|다른데|딴데|다른곳|외부)(?:한테|에게|에다|에|로)?(?:다)?{_MINE}.{{0,4}}(?:주|줘|준|넘|제공|공유|팔|보내)"
        rf"|(?:구청|시청|도청|서울시|경기도|기관|다른회사|다른업체)(?:에서|에서도|이|가|도|에)?{_MINE}(?:를|을)?(?:보|봐|알|받|가져)"
        r"|(?:share|sell|give|pass)(?:my|personal).{0,12}(?:data|information|info|with|to)|whodoyou(?:share|give)"
    ),
    Topic.SAFE: re.compile(
        rf"{_MINE}.{{0,8}}(?:안전|유출|해킹|털리|암호화|믿어도|믿을수)|적은.{{0,8}}번호.{{0,4}}안전"
        r"|(?:is|are)my.{0,24}(?:safe|secure|encrypted)"
    ),
    Topic.PURPOSE: re.compile(
        rf"{_MINE}.{{0,4}}(?:어디|뭐|뭘|왜|무엇|무슨|어데|어디다|어떻게|와).{{0,6}}(?:쓰|써|사용|이용|필요|물|묻|수집|달라|받|활용)"
        rf"|왜{_MINE}.{{0,6}}(?:물|묻|필요|달라|받|수집|써|쓰)|실명.{{0,12}}(?:쓰|써)"
        rf"|{_ASKED_FOR}(?:은|는|을|를|이|가)?왜.{{0,6}}(?:필요|물|묻|받|달라|적|쓰|써|수집)|왜.{{0,4}}{_ASKED_FOR}.{{0,6}}(?:필요|물|묻|받|달라|적으|수집)"
        rf"|어디(?:다|에|에다)?(?:쓸라|쓰려|쓸려)고?.{{0,8}}{_ASKED_FOR}|{_ASKED_FOR}.{{0,3}}어디(?:다|에|에다)?(?:쓰|써)"
        r"|what(?:do|will)?(?:you)?use?my.{{0,14}}for|whydoyouneedmy"
    ),
    Topic.UNREGISTERED: re.compile(
        r"(?:등록|신청)(?:을|은)?(?:안(?:하면|해도|했는데|하고)|하지않(?:으면|아도|고)).{0,6}(?:정보|대화|기록|개인정보|데이터).{0,6}(?:저장|남|보관|수집)"
        r"|(?:without|before|ifi(?:do)?(?:not|dont))register.{0,20}(?:stored?|kept?|keep)"
    ),
    Topic.STORED: re.compile(
        rf"{_MINE}.{{0,6}}(?:저장|수집|보관|기록)(?:하|되|돼|됨|해|항목)|(?:무슨|어떤)정보(?:를|을)?(?:수집|저장|보관|가져|모)"
        r"|(?:do|are)(?:you|my|our)?(?:chats)?(?:store|keep|record|collect)(?:ing|ed)?(?:our|my|the)?(?:chats?|conversations?|messages|data)"
    ),
    Topic.POLICY: re.compile(r"처리방침|취급방침|개인정보(?:보호)?(?:정책|방침)|privacy(?:policy|notice|statement)"),
}
"""In the order in which they are looked for, in a message without spaces and punctuation."""
_SEE: Final = re.compile(
    r"보여|보기|보자|볼래|볼게|볼께|보고싶|열람|조회|확인|알려|내려받|다운|파일|말해|뭐가지|뭘가지|뭐갖|뭐알|무엇을알|뭐뭐|^(?:내정보|내데이터|mydata)$"
    r"|아는거|아는것|show|see|export|download|file|whatdata|what(?:do|information).{0,12}(?:keep|have|know)"
)
_SOMEBODYS: Final = re.compile(
    r"(?P<who>[가-힣a-z]{2,20}?)(?:의|대표|대표님|사장|사장님|씨|님)*(?:전화(?:번호)?|연락처|휴대폰(?:번호)?|핸드폰(?:번호)?|이메일|사업자(?:등록)?번호|폰번호|(?<=씨)번호|(?<=님)번호)"
    r"(?:을|를|은|는|이|가|좀)*(?:알려|가르쳐|뭐|뭔|무엇|어떻게|몇|줘|주세요|보여|찾아|궁금|있나|$)"
)
_A_FIRM: Final = re.compile(rf".+{_FIRM_ENDS}$|^(?:주식회사|㈜|주).{{2,}}|.{{2,}}(?:씨|사장|사장님|대표|대표님)$")
_OF_THE_FIELD: Final = re.compile(
    r"담당|문의|신청|접수|기관|센터|사업|시청|구청|도청|서울|경기|청주|운영|주최|주관|고객|상담|거기|그곳|여기|그쪽|콜|공단|재단|진흥원|협회|조합|마켓|장터|몰|전시|기획전|행사"
    r"|공식|대표전화|확인|등록|내|제|우리|저희|그리고|혹시|홈페이지|지원|본인"
)


def topic(text: str) -> Topic | None:
    """Return what of one's data a message is about, or None where it is about something else."""
    letters = _letters(text)
    return next((about for about, pattern in _PATTERNS.items() if pattern.search(letters)), None)


async def answer(turn: Turn, asked: Ask) -> Reply | None:
    """Answer a message about one's data, or about somebody else's; None where it is about neither.

    Args:
        turn: the turn.
        asked: how the message was understood.
    """
    if asked.intent in _NOT_OF_DATA:
        return None
    text = asked.words or turn.message.text
    about = topic(text)
    if about is None:
        if _somebodys_data(turn, asked, text):
            return _others(turn)
        if asked.intent is Intent.PRIVACY:
            return await (privacy.asked(turn) if _SEE.search(_letters(text)) else _told(turn, Topic.POLICY))
        return None
    if about is Topic.OPERATOR and turn.knowledge.understanding.find_programs(text):
        return None
    if about is Topic.OTHERS:
        return _others(turn)
    if about is Topic.SEE:
        return await privacy.asked(turn)
    if about is Topic.CONSENTS:
        return await _consents(turn)
    if about is Topic.ERASE:
        return await erasure.forget(turn, "")
    return await _told(turn, about)


_NOT_OF_DATA: Final = frozenset({Intent.NEWS, Intent.FORGET, Intent.EDIT, Intent.NOT_THERE})
"""What is surely wanted of something else: news are stopped, facts forgotten, a registration changed."""


def _somebodys_data(turn: Turn, asked: Ask, text: str) -> bool:
    """Whether somebody's number or the like is asked for who is no program: "행복상사 전화번호 알려줘"."""
    found = _SOMEBODYS.search(_letters(text))
    if found is None or asked.intent is not Intent.CONTACT:
        return False
    if _A_FIRM.search(found["who"]) and not turn.knowledge.understanding.find_programs(text):
        return True
    return asked.unsure and not turn.conversation.focus and _OF_THE_FIELD.search(found["who"]) is None


def _others(turn: Turn) -> Reply:
    language = turn.language
    return Reply(
        lead=say(language, "privacy_questions.others"),
        choices=(
            Choice(label=say(language, "smalltalk.start.all"), command="/programs"),
            Choice(label=say(language, "smalltalk.start.my"), command="/my"),
        ),
    )


async def _told(turn: Turn, about: Topic) -> Reply:
    """The answer on one topic, with who answers for the data where that is asked for or belongs to it."""
    language = turn.language
    values = {
        "days": turn.retention.days,
        "talk": own_data.KEPT["conversations"].days,
        "verdicts": own_data.KEPT["verdict_receipts"].days,
        "looks": own_data.KEPT["looks"].days,
        "withdrawn": own_data.KEPT["withdrawn_registrations"].days,
        "unanswered": own_data.KEPT["unanswered"].days,
        "operator": operator.in_full(turn),
        "messenger": say(language, f"consent.messenger.{turn.message.channel}"),
    }
    if about is not Topic.POLICY:
        return Reply(lead=say(language, f"privacy_questions.{about}", **values), choices=_choices(turn))
    rows = tuple(
        Row(
            label=say(language, f"privacy_questions.{one}_label"),
            value=say(language, f"privacy_questions.{one}", **values),
        )
        for one in (Topic.STORED, Topic.PURPOSE, Topic.KEPT, Topic.SHARED, Topic.LOOKED, Topic.REFUSING, Topic.OPERATOR)
    )
    lead = say(language, "privacy_questions.policy")
    return Reply(lead=lead, parts=(Rows(rows=rows),), choices=_choices(turn))


def _choices(turn: Turn) -> tuple[Choice, ...]:
    return (
        Choice(label=say(turn.language, "privacy_questions.choice.see"), command="/mydata"),
        Choice(label=say(turn.language, "privacy.choice.consent"), command="/mydata consent"),
        Choice(label=say(turn.language, "privacy.choice.forget"), command="/forget"),
    )


_STOPS: Final[Mapping[str, tuple[str, str]]] = {
    "announcements": ("privacy_questions.choice.no_news", "/news off"),
    "advertising": ("privacy_questions.choice.no_ads", "/news ads off"),
}


async def _consents(turn: Turn) -> Reply:
    """What is agreed to now, each with the button that takes it back."""
    language = turn.language
    given = [line for line in await turn.read(consents.last_words, turn.person.owner) if line.given]
    registered = await standing(turn)
    forget = Choice(label=say(language, "privacy.choice.forget"), command="/forget")
    see = Choice(label=say(language, "privacy_questions.choice.see"), command="/mydata")
    if not given:
        return Reply(lead=say(language, "privacy_questions.no_consents"), choices=(see, forget))
    rows: list[Row] = []
    choices: list[Choice] = []
    for line in given:
        day = _day(line.at)
        named = f"privacy.consent.{line.kind}"
        label = say(language, named) if named in catalog(language) else line.kind
        rows.append(Row(label=label, value=say(language, "privacy_questions.since", day=day)))
        if line.kind in _STOPS:
            key, command = _STOPS[line.kind]
            choices.append(Choice(label=say(language, key), command=command))
        elif registered:
            choices.append(Choice(label=say(language, "privacy_questions.choice.withdraw"), command="/withdraw"))
    parts = [Rows(rows=tuple(rows)), Paragraph(text=say(language, "privacy_questions.take_back_how"))]
    return Reply(lead=say(language, "privacy_questions.consents"), parts=tuple(parts), choices=(*choices, forget))


def _day(at: dt.datetime) -> str:
    return at.astimezone(SEOUL).date().isoformat()


def _letters(text: str) -> str:
    return hangul.spaceless(hangul.plain(text))
