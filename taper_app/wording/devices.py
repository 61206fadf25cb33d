"""A browser by its name and its system, as its owner would call it."""

BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox": "Firefox", "FxiOS": "Firefox", "CriOS": "Chrome", "Chrome": "Chrome"}
BROWSERS |= {"Safari": "Safari"}
SYSTEMS = {"Windows": "Windows", "iPhone": "an iPhone", "iPad": "an iPad", "Android": "Android", "CrOS": "a Chromebook"}
SYSTEMS |= {"Mac OS": "a Mac", "Linux": "Linux"}
"""By what stands in what a browser says of itself: the first that is there counts."""


def device_said(agent: str) -> str:
    """Such as "Firefox on Windows"; less where it says less of itself."""
    browser = next((name for part, name in BROWSERS.items() if part in agent), "A browser")
    system = next((name for part, name in SYSTEMS.items() if part in agent), "")
    return f"{browser} on {system}" if system else browser
