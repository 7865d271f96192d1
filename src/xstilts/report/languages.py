"""Names of the languages of XTREME and XTREME-R, in English and in their own script."""

from typing import NamedTuple


class LanguageName(NamedTuple):
    """A language's English name and what it calls itself."""

    english: str
    own: str


LANGUAGES = {
    "af": LanguageName("Afrikaans", "Afrikaans"),
    "am": LanguageName("Amharic", "አማርኛ"),
    "ar": LanguageName("Arabic", "العربية"),
    "ay": LanguageName("Aymara", "Aymar aru"),
    "az": LanguageName("Azerbaijani", "Azərbaycan"),
    "bg": LanguageName("Bulgarian", "Български"),
    "bn": LanguageName("Bengali", "বাংলা"),
    "ca": LanguageName("Catalan", "Català"),
    "cs": LanguageName("Czech", "Čeština"),
    "da": LanguageName("Danish", "Dansk"),
    "de": LanguageName("German", "Deutsch"),
    "el": LanguageName("Greek", "Ελληνικά"),
    "en": LanguageName("English", "English"),
    "es": LanguageName("Spanish", "Español"),
    "et": LanguageName("Estonian", "Eesti"),
    "eu": LanguageName("Basque", "Euskara"),
    "fa": LanguageName("Persian", "فارسی"),
    "fi": LanguageName("Finnish", "Suomi"),
    "fr": LanguageName("French", "Français"),
    "gu": LanguageName("Gujarati", "ગુજરાતી"),
    "he": LanguageName("Hebrew", "עברית"),
    "hi": LanguageName("Hindi", "हिन्दी"),
    "hr": LanguageName("Croatian", "Hrvatski"),
    "ht": LanguageName("Haitian Creole", "Kreyòl ayisyen"),
    "hu": LanguageName("Hungarian", "Magyar"),
    "hy": LanguageName("Armenian", "Հայերեն"),
    "id": LanguageName("Indonesian", "Bahasa Indonesia"),
    "is": LanguageName("Icelandic", "Íslenska"),
    "it": LanguageName("Italian", "Italiano"),
    "ja": LanguageName("Japanese", "日本語"),
    "jv": LanguageName("Javanese", "Basa Jawa"),
    "ka": LanguageName("Georgian", "ქართული"),
    "kk": LanguageName("Kazakh", "Қазақша"),
    "ko": LanguageName("Korean", "한국어"),
    "lt": LanguageName("Lithuanian", "Lietuvių"),
    "lv": LanguageName("Latvian", "Latviešu"),
    "ml": LanguageName("Malayalam", "മലയാളം"),
    "mr": LanguageName("Marathi", "मराठी"),
    "ms": LanguageName("Malay", "Bahasa Melayu"),
    "my": LanguageName("Burmese", "မြန်မာ"),
    "nl": LanguageName("Dutch", "Nederlands"),
    "no": LanguageName("Norwegian", "Norsk"),
    "pa": LanguageName("Punjabi", "ਪੰਜਾਬੀ"),
    "pl": LanguageName("Polish", "Polski"),
    "pt": LanguageName("Portuguese", "Português"),
    "qu": LanguageName("Quechua", "Runasimi"),
    "ro": LanguageName("Romanian", "Română"),
    "ru": LanguageName("Russian", "Русский"),
    "sk": LanguageName("Slovak", "Slovenčina"),
    "sl": LanguageName("Slovenian", "Slovenščina"),
    "sr": LanguageName("Serbian", "Српски"),
    "sv": LanguageName("Swedish", "Svenska"),
    "sw": LanguageName("Swahili", "Kiswahili"),
    "ta": LanguageName("Tamil", "தமிழ்"),
    "te": LanguageName("Telugu", "తెలుగు"),
    "th": LanguageName("Thai", "ไทย"),
    "tl": LanguageName("Tagalog", "Tagalog"),
    "tr": LanguageName("Turkish", "Türkçe"),
    "uk": LanguageName("Ukrainian", "Українська"),
    "ur": LanguageName("Urdu", "اردو"),
    "vi": LanguageName("Vietnamese", "Tiếng Việt"),
    "wo": LanguageName("Wolof", "Wolof"),
    "yo": LanguageName("Yoruba", "Yorùbá"),
    "zh": LanguageName("Chinese", "中文"),
}


def language(code: str) -> LanguageName:
    """The names of a language; a code that is not known (a lab language) stands for itself."""
    return LANGUAGES.get(code, LanguageName(code, code))
