"""Names of the languages of XTREME and XTREME-R, in English and in their own script."""

from typing import NamedTuple


class Language(NamedTuple):
    """A language's English name and what it calls itself."""

    english: str
    own: str


LANGUAGES = {
    "af": Language("Afrikaans", "Afrikaans"),
    "am": Language("Amharic", "አማርኛ"),
    "ar": Language("Arabic", "العربية"),
    "ay": Language("Aymara", "Aymar aru"),
    "az": Language("Azerbaijani", "Azərbaycan"),
    "bg": Language("Bulgarian", "Български"),
    "bn": Language("Bengali", "বাংলা"),
    "ca": Language("Catalan", "Català"),
    "cs": Language("Czech", "Čeština"),
    "da": Language("Danish", "Dansk"),
    "de": Language("German", "Deutsch"),
    "el": Language("Greek", "Ελληνικά"),
    "en": Language("English", "English"),
    "es": Language("Spanish", "Español"),
    "et": Language("Estonian", "Eesti"),
    "eu": Language("Basque", "Euskara"),
    "fa": Language("Persian", "فارسی"),
    "fi": Language("Finnish", "Suomi"),
    "fr": Language("French", "Français"),
    "gu": Language("Gujarati", "ગુજરાતી"),
    "he": Language("Hebrew", "עברית"),
    "hi": Language("Hindi", "हिन्दी"),
    "hr": Language("Croatian", "Hrvatski"),
    "ht": Language("Haitian Creole", "Kreyòl ayisyen"),
    "hu": Language("Hungarian", "Magyar"),
    "hy": Language("Armenian", "Հայերեն"),
    "id": Language("Indonesian", "Bahasa Indonesia"),
    "is": Language("Icelandic", "Íslenska"),
    "it": Language("Italian", "Italiano"),
    "ja": Language("Japanese", "日本語"),
    "jv": Language("Javanese", "Basa Jawa"),
    "ka": Language("Georgian", "ქართული"),
    "kk": Language("Kazakh", "Қазақша"),
    "ko": Language("Korean", "한국어"),
    "lt": Language("Lithuanian", "Lietuvių"),
    "lv": Language("Latvian", "Latviešu"),
    "ml": Language("Malayalam", "മലയാളം"),
    "mr": Language("Marathi", "मराठी"),
    "ms": Language("Malay", "Bahasa Melayu"),
    "my": Language("Burmese", "မြန်မာ"),
    "nl": Language("Dutch", "Nederlands"),
    "no": Language("Norwegian", "Norsk"),
    "pa": Language("Punjabi", "ਪੰਜਾਬੀ"),
    "pl": Language("Polish", "Polski"),
    "pt": Language("Portuguese", "Português"),
    "qu": Language("Quechua", "Runasimi"),
    "ro": Language("Romanian", "Română"),
    "ru": Language("Russian", "Русский"),
    "sk": Language("Slovak", "Slovenčina"),
    "sl": Language("Slovenian", "Slovenščina"),
    "sr": Language("Serbian", "Српски"),
    "sv": Language("Swedish", "Svenska"),
    "sw": Language("Swahili", "Kiswahili"),
    "ta": Language("Tamil", "தமிழ்"),
    "te": Language("Telugu", "తెలుగు"),
    "th": Language("Thai", "ไทย"),
    "tl": Language("Tagalog", "Tagalog"),
    "tr": Language("Turkish", "Türkçe"),
    "uk": Language("Ukrainian", "Українська"),
    "ur": Language("Urdu", "اردو"),
    "vi": Language("Vietnamese", "Tiếng Việt"),
    "wo": Language("Wolof", "Wolof"),
    "yo": Language("Yoruba", "Yorùbá"),
    "zh": Language("Chinese", "中文"),
}


def language(code: str) -> Language:
    """The names of a language; a code that is not known (a lab language) stands for itself."""
    return LANGUAGES.get(code, Language(code, code))
