"""Words that ask something of the bot's own doings: of its verdicts, and of what a pre-registration is."""

import re

from knowledge import hangul

_OVER_ALL = re.compile(
    r"(?:자격|조건)(?:이|을|좀|도|되는지|맞는지)*(?:확인|점검|진단|체크)"
    r"|(?:뭐|뭘|무엇을?|어떤(?:것|걸|거|사업|지원)(?:을|에)?)(?:를|을|좀)?(?:받|신청|참여|지원)[가-힣]{0,8}"
    r"(?:는지|봐|찾|알려|확인)"
    r"|받을수있는(?:거|것|걸|게|지|사업|지원)[가-힣]{0,8}(?:봐|찾|알려|확인)"
    r"|checkmyeligib|what(?:ami|arewe|can(?:i|we))(?:be)?eligiblefor|whichprograms?(?:ami|arewe|can(?:i|we))"
)
_FOR_ME = re.compile(
    r"(?:내가|제가|우리가|저희가|저희|우리)(?:지금)?(?:받을|신청할|참여할|지원할|지원받을)수있는"
    r"(?:거|것|게|건|사업|지원|혜택|프로그램)(?:는|은|이|가|들이|들은)*(?:다|전부|모두)?"
    r"(?:뭐|머|무엇|어떤|있|알려|보여|찾아|말해|좀)"
)
_WHY = re.compile(
    r"(?:그건|그게|근데|아니)*왜(?:요|죠|그런가요|그런거예요|그렇죠|그래요)?"
    r"|왜(?:안|못)(?:돼요?|되나요|되죠|되는데요?|되는거예요|되는건가요|해요?|하나요|받나요|받아요)"
    r"|이유(?:가|는|를|좀)*(?:뭐예요|뭔가요|뭐죠|알려줘요?|알려주세요)?"
    r"|(?:뭐가|무엇이|뭘|어떤게|어떤조건이|무슨조건이|어떻게)"
    r"(?:달라지면|바뀌면|바꾸면|바꿔야|달라져야|부족해서|모자라서|맞아야)(?:되|돼|하|될|가능|안).{0,6}"
    r"|why(?:not|isthat|am ?i ?not)?|whatwouldchange(?:that|it|this)?|what(?:has|needs)tochange|whatismissing"
)
_REGISTERING = (
    r"(?:사전|관심)?(?<!사업자)등록(?:만|을|은|는|도)*"
    r"(?:하면|했으면|했으니까?|해두면|해놓으면|하는게|하는것이|한게|한것이|하고나면|되면|끝나면|마치면)"
)
_THE_APPLICATION = re.compile(
    rf"{_REGISTERING}.{{0,6}}(?:신청|접수|응모)(?:이|은|을|도|까지|서|하신)*(?:다|자동으로|바로)?"
    r"(?:끝|완료|접수|된|되|돼|한거|한것|하는(?:거|것|건)|인가|인거|인건|이에요|예요|이죠|맞|마친|들어가|안해도|따로)"
    rf"|{_REGISTERING}(?:이제|다|전부|그걸로)*(?:끝|된거|되는거|된건|되는건|완료)"
    r"|(?:사전|관심)등록(?:이|은|도)?(?:곧|바로)?(?:신청|접수)"
    r"(?:이에요|예요|인가|인거|인건|이죠|맞|이랑같|과같|하는거|한거)"
    r"|(?:사전|관심)등록(?:이랑|과|하고)(?:신청|접수)(?:이랑|과|은|이|하고)?(?:같|다르|다른|달라|똑같)"
    r"|is(?:this|it|that|the|my|a)?pre-?registration.{0,12}application"
    r"|(?:ifi|wheni|does|ihave)(?:pre-?)?register(?:ing|ed)?(?:here)?.{0,16}(?:appl(?:y|ied|ication)|enough|done)"
)
_SURE = re.compile(
    r"(?:선정|합격|당첨|뽑히)(?:되는)?(?:이|은|는|을|도|가|거|것|게)*(?:보장|확실|무조건|100(?:%|퍼센트|프로))"
    r"|(?:보장|무조건|확실히|100%)(?:되|돼)?.{0,3}(?:선정|합격|당첨|뽑)"
    rf"|{_REGISTERING}(?:무조건|바로|다)?(?:선정|합격|당첨|뽑)"
    r"|guarantee.{0,24}(?:select|accept|chosen|aplace)|(?:select|accept|chosen|aplace).{0,16}guarantee"
)
_REGISTER = r"(?:사전|관심|참가|참여|대기)?(?<!사업자)(?:등록|신청|접수|가입)"
_DECLINES = re.compile(
    rf"{_REGISTER}(?:은|는|을|이|도)?(?:이제|그냥|아직|지금|더|절대|전혀)*"
    r"(?:안(?:할(?:래|게|께|거(?!면)|란다|겁|생각)|해(?:요|$)|함|합니다|하겠|하려(?:고요|구요)|하고싶)"
    r"|하지(?:는|도)?(?:마|말(?:아|라|자|고)|않(?:겠|을(?:게|께|래|거)|아요|습니다|고싶|으려))|하고싶(?:지|진)(?:는)?않|하기(?:가|는)?싫|싫(?:어|습|다)"
    r"|할(?:생각|마음|계획)(?:은|이)?(?:없|아니)|(?:은|는)?(?:됐(?:어|습|고)|괜찮아요$|사양|필요없(?:어|습)|관심없(?:어|습)))"
    rf"|안{_REGISTER}(?:할(?:래|게|께)|해요|합니다)"
    r"|(?:dont|donot|wont|willnot|notgoingto|never)(?:want|wish|like)?(?:to)?(?:pre-?)?(?:register|signup|signmeup|enroll)"
)
_A_QUESTION = re.compile(r"(?:[?？]|나요|까요|는지|되나|되죠|돼요|어떻게.*)[\s!.~]*$")
_WISHED = re.compile(rf"(?:{_REGISTER}(?:을|좀)?(?:할게|할께|할래|하겠|해주|해줘|하고싶(?!지)))[가-힣]*$")
_KEEPS = re.compile(
    r"취소(?:는|를|은)?(?:안(?:할|해|합)|하지(?:마|말|않)|말아|마세)|dontcancel|donotcancel|dontwithdraw"
)
_RATHER_NOT = re.compile(
    r"(?:나는|저는|전|난|그럼|그냥|이건|그건|저희는|아니요|아뇨)*안(?:할래|할게|할께|하겠습니다|할란다|합니다)(?:요)?"
)
_HOW_TO_REGISTER = re.compile(
    r"(?:사전|관심)?(?<!사업자)등록(?:은|을|이|는|하려면|하는|할려면)?(?:어떻게|어떡|우예|방법|절차|법이|법을|법좀)"
    r"|(?:사전|관심)등록(?:이|은|이란|란|이라는게)?(?:뭐|뭔|무엇|무슨)|어떻게(?:사전|관심)?등록|how(?:do|can|to|does)(?:i|we)?(?:the)?(?:pre-?)?regist"
)


def declines_registering(text: str) -> bool:
    """Return whether ``text`` says that one does not register ("등록하지 마세요"), and does not ask what if not."""
    letters = _letters(text)
    if _A_QUESTION.search(hangul.plain(text)) or _WISHED.search(letters):
        return False
    return _DECLINES.search(letters) is not None or _RATHER_NOT.fullmatch(letters) is not None


def keeps_what_is_registered(text: str) -> bool:
    """Return whether ``text`` says that what is registered shall not be withdrawn ("취소하지 마세요")."""
    return _KEEPS.search(_letters(text)) is not None and not _A_QUESTION.search(hangul.plain(text))


def how_to_register(text: str) -> bool:
    """Return whether ``text`` asks how one registers, with the bot and not for a business ("사업자등록")."""
    return _HOW_TO_REGISTER.search(_letters(text)) is not None


def over_all(text: str) -> bool:
    """Return whether ``text`` asks for verdicts, of no program in particular ("뭐 받을 수 있는지 봐줘")."""
    return _OVER_ALL.search(_letters(text)) is not None


def what_there_is_for_me(text: str) -> bool:
    """Return whether ``text`` asks for all that one can take part in, whatever was talked about before."""
    return _FOR_ME.search(_letters(text)) is not None


def why(text: str) -> bool:
    """Return whether ``text`` asks for nothing but reasons, or for what would have to change."""
    return _WHY.fullmatch(_letters(text).rstrip("?!.~")) is not None


def is_it_the_application(text: str) -> bool:
    """Return whether ``text`` takes a pre-registration for the application to the agency, or asks if it is one."""
    return _THE_APPLICATION.search(_letters(text)) is not None


def is_one_sure(text: str) -> bool:
    """Return whether ``text`` asks if one is sure to be chosen."""
    return _SURE.search(_letters(text)) is not None


def _letters(text: str) -> str:
    return hangul.spaceless(hangul.plain(text))
