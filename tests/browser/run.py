"""What the pages promise, tried in a real browser: python tests/browser/run.py [FOLDER]

SLANTWISE names the program. Needs Chromium and the packages of requirements.txt.
"""

import csv
import re
import shutil
import sys
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

import pages
from payloads import PAYLOADS

FAILED = []
CONTROLS = "a[href], summary, input, select, textarea, button, [tabindex='0']"
OPEN = "document.querySelectorAll('details').forEach(it => it.open = true)"


def check(is_so, what):
    if not is_so:
        FAILED.append(what)
        print(f"FAILED: {what}")


def opened(browser, page_file, **options):
    """A page, and what it asked for, logged and was refused."""
    options.setdefault("viewport", {"width": 1280, "height": 900})
    page = browser.new_context(**options).new_page()
    told = []
    page.on("request", lambda it: None if it.url.startswith("file:") and it.is_navigation_request() else told.append(f"request {it.url[:80]}"))
    page.on("console", lambda it: told.append(f"console {it.text[:120]}"))
    page.on("pageerror", lambda it: told.append(f"error {it}"))
    page.on("dialog", lambda it: (told.append("dialog"), it.dismiss()))
    page.goto(page_file.resolve().as_uri())
    return page, told


def accessible(browser, page_file):
    """No violation of any rule of axe-core, closed and open, light and dark, wide and narrow; nothing wider than 320 px."""
    for width, scheme in [(1280, "light"), (1280, "dark"), (320, "light")]:
        page, told = opened(browser, page_file, viewport={"width": width, "height": 900}, color_scheme=scheme)
        for state in ["closed", "open"]:
            if state == "open":
                page.evaluate(OPEN)
            found = Axe().run(page).response["violations"]
            rules = [(it["id"], it["nodes"][0]["target"]) for it in found]
            check(not rules, f"{page_file.name} {width} px {scheme} {state}: axe {rules}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        check(wide <= 0, f"{page_file.name} at {width} px is {wide} px too wide")
        check(not told, f"{page_file.name} {width} px {scheme}: {told[:3]}")
        page.context.close()


def keyboard(browser, page_file):
    """Tab reaches every control that is to be seen, in order, and each shows that it is reached."""
    page, _ = opened(browser, page_file)
    seen = f"[...document.querySelectorAll(`{CONTROLS}`)].filter(it => it.checkVisibility({{visibilityProperty: true}}) && !it.disabled && !it.closest('details:not([open]) > :not(summary)'))"
    n = page.evaluate(f"window.controls = {seen}, window.controls.length")
    reached, unseen = set(), []
    for _ in range(n + 2):
        page.keyboard.press("Tab")
        at, outline = page.evaluate("[controls.indexOf(document.activeElement), getComputedStyle(document.activeElement).outlineStyle]")
        if at >= 0:
            reached.add(at)
            if outline == "none":
                unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
    groups = page.evaluate("controls.filter(it => it.type === 'radio').length")
    missing = [page.evaluate(f"controls[{it}].outerHTML.slice(0, 80)") for it in sorted(set(range(n)) - reached)[:3]]
    check(len(reached) >= n - groups, f"{page_file.name}: Tab reaches {len(reached)} of {n} controls, not {missing}")
    check(not unseen, f"{page_file.name}: no focus to be seen on {unseen[:3]}")
    for box in page.locator("input[type=checkbox]:visible:enabled").all()[:4]:
        before = box.is_checked()
        box.focus()
        page.keyboard.press("Space")
        check(box.is_checked() != before, f"{page_file.name}: Space does not switch {box.get_attribute('id')}")
        page.keyboard.press("Space")
    for summary in page.locator("summary:visible").all()[:3]:
        before = summary.evaluate("it => it.parentElement.open")
        summary.focus()
        page.keyboard.press("Enter")
        check(summary.evaluate("it => it.parentElement.open") != before, f"{page_file.name}: Enter does not open a fold")
    page.context.close()


def marks(browser, page_file):
    """The buttons go from mark to mark and say what it is; at least two and at most four articles stand beside each other."""
    page, _ = opened(browser, page_file)
    reader = page.locator(".reader").first
    said = reader.locator(".strip-text")
    reader.get_by_role("button", name="next mark").click()
    first = said.inner_text()
    page.keyboard.press("n")
    check("mark 1 of " in first and "mark 2 of " in said.inner_text(), f"next mark says {first}")
    check(re.search(r"^“.+” · .+ · pattern .+ · (the author’s own words|quoted)", first), f"a mark says {first}")
    check(page.evaluate("document.activeElement.localName") == "mark", "the next mark has not got the focus")
    cut = page.locator(".text mark[data-h]")
    check(cut.count() > 1, "no mark of the demo is cut by another")
    for piece in cut.all():
        whole = piece.evaluate("""it => [...it.closest('.text').querySelectorAll(`[data-h="${it.dataset.h}"]`)].map(it => it.textContent).join('')""")
        piece.evaluate("it => { it.closest('.reader').querySelector('.strip-text').textContent = '' }")
        piece.dispatch_event("pointerover")
        text = piece.evaluate("it => it.closest('.reader').querySelector('.strip-text').textContent")
        check(text.startswith(f"“{' '.join(whole.split())}”"), f"a piece of the mark {whole!r} says {text}")
    n = reader.locator("article:visible").count()
    boxes = reader.locator(".choose input")
    boxes.first.click()
    check(reader.locator("article:visible").count() == n - 1, "a cleared box leaves its article")
    boxes.nth(1).click()
    check(boxes.nth(2).is_disabled() and reader.locator("article:visible").count() == 2, "fewer than two articles stand beside each other")
    page.context.close()


def table(page_file, name):
    with open(page_file.parent / f"tables/{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def traced(browser, page_file):
    """What stands in the outlets' tables and in what a mark says is what stands in the tables of the run."""
    page, _ = opened(browser, page_file)
    rows = {}
    for name, key in [("outlet_frames", "frame"), ("axes", "axis")]:
        for it in table(page_file, name):
            rows[it["lexicon"], key, it[key], it["outlet"], it["voice"]] = it
    n_cells = 0
    groups = page.evaluate("[...document.querySelectorAll('#outlets tr.group')].map(it => [it.textContent, [...it.parentElement.querySelectorAll('tr:not(.group)')].map(it => [...it.cells].map(it => it.textContent))])")
    for title, outlets in groups:
        lexicon, key, frame = re.search(r"lexicon = (\S+), (frame|axis) = (\S+)", title).groups()
        for outlet, *cells in outlets:
            for voice, (mean, with_hits, difference) in [("author", cells[:3]), ("quoted", cells[3:])]:
                row = rows[lexicon, key, frame, outlet, voice]
                expected = [row["mean"], row["ci_low"], row["ci_high"], row["n_with_hits"], row["n_articles"], row["diff"], row["diff_ci_low"], row["diff_ci_high"]]
                expected = [float(it) for it in expected if it]
                if row["diff"]:
                    expected.append(float(row["n_shared_events"]))
                found = [it.replace("−", "-") for it in re.findall(r"[-−]?\d+(?:\.\d+)?", f"{mean} {with_hits} {difference}")]
                unit = [10.0 ** -len(it.partition(".")[2]) for it in found]
                same = len(found) == len(expected) and all(abs(float(a) - b) <= 0.5001 * u for a, b, u in zip(found, expected, unit))
                check(same, f"{title}, {outlet}, {voice}: the page says {found}, the table {expected}")
                n_cells += len(found)
    check(n_cells >= 500, f"{n_cells} numbers of outlets looked at")
    hits = {(it["surface"], it["pattern"], {"author": "the author’s own words"}.get(it["voice"], it["voice"])) for it in table(page_file, "hits")}
    reader = page.locator(".reader").first
    for _ in range(5):
        reader.get_by_role("button", name="next mark").click()
        said = reader.locator(".strip-text").inner_text()
        of = re.search(r"“(.+?)” · .+ · pattern (.+?) · (the author’s own words|quoted)", said)
        check(of and of.groups() in hits, f"a mark says {said}, and no row of hits does")
    page.context.close()


def locked(browser, page_file):
    """A script that somebody adds is refused."""
    page, _ = opened(browser, page_file)
    page.evaluate("const it = document.createElement('script'); it.textContent = 'window.__hit = 1'; document.body.append(it)")
    check(page.evaluate("window.__hit === undefined"), f"{page_file.name}: an added script ran")
    page.context.close()


def shape(page):
    """The kinds of elements and attributes."""
    return set(page.evaluate("[...document.querySelectorAll('*')].flatMap(it => [it.localName, ...it.getAttributeNames().map(name => it.localName + ' ' + name)])"))


def harmless(browser, folder, demo):
    """Hostile texts are text: no element that harmless pages lack, nothing run, nothing fetched, no foreign link."""
    # the same words without the marks that make markup
    plain = [re.sub(r"[^\w ]", " ", it) + f" {at}" for at, it in enumerate(PAYLOADS)]
    twin, _ = opened(browser, pages.hostile(folder / "twin", plain))
    page_file = pages.hostile(folder / "hostile", PAYLOADS)
    page, told = opened(browser, page_file)
    page.evaluate(OPEN)
    page.wait_for_timeout(500)
    check(page.evaluate("window.__hit === undefined"), "a hostile text has run")
    check(not told, f"hostile texts: {told[:3]}")
    foreign = shape(page) - shape(twin) - shape(opened(browser, demo)[0])
    check(not foreign, f"hostile texts make {sorted(foreign)[:5]}")
    links = page.evaluate("[...document.querySelectorAll('a[href]')].map(it => it.getAttribute('href')).filter(it => !/^(https?:\\/\\/|[#\\w])/.test(it) || /^(javascript|data|vbscript|file|blob):/i.test(it))")
    check(not links, f"foreign links {links[:3]}")
    text = page.evaluate("document.body.textContent")
    n_shown = sum(it in text for it in PAYLOADS)
    check(n_shown >= 500, f"{n_shown} of {len(PAYLOADS)} hostile texts stand in the page as text, expected 500")
    print(f"hostile texts: {n_shown} of {len(PAYLOADS)} stand in the page as text")


def without_script(browser, page_file):
    """Without JavaScript the same text is there, but for what the script alone can do."""
    with_script, _ = opened(browser, page_file)
    page, _ = opened(browser, page_file, java_script_enabled=False)
    for it in ["article .text", "table", "figcaption"]:
        n = page.locator(it).count()
        check(n == with_script.locator(it).count(), f"{page_file.name}: {n} of {it} without the script")
    check(page.locator("button:visible:not([popovertarget])").count() == 0, "a button that needs the script is shown without it")
    opener = page.locator("button[popovertarget]:visible").first
    opener.click()
    check(page.locator(f"#{opener.get_attribute('popovertarget')}").is_visible(), "a word does not open its sentences without the script")
    page.context.close()


def lesson_without_script(browser, page_file):
    """The class can read, guess on paper, open the answers and read what each wording does."""
    page, _ = opened(browser, page_file, java_script_enabled=False)
    check(page.locator(".story .text:visible").count() >= 2, "the lesson has no articles without the script")
    check(page.locator(".noscript:visible").count() >= 1, "the lesson does not say how to vote without the script")
    check(page.locator("button:visible").count() == 0, "the lesson shows a button that needs the script")
    answer = page.locator("details.answer").first
    check(not answer.locator("table").is_visible(), "an answer is open before the reveal")
    answer.locator("summary").click()
    check(answer.locator("table").is_visible(), "an answer does not open without the script")
    page.locator("#swap summary").click()
    check(page.locator("#swap table").is_visible(), "the wordings cannot be read without the script")
    page.context.close()


def swapped(browser, page_file):
    """Another word in the sentence moves the score, to what the table has for that word."""
    page, told = opened(browser, page_file)
    page.locator("#swap summary").click()
    choice, said = page.locator("#swap-with"), page.locator("#swapped")
    seen = set()
    for i in range(choice.locator("option").count()):
        choice.select_option(index=i)
        word, *_, a, b, balance = page.locator("#swap tbody tr").nth(i).locator("th, td").all_inner_texts()
        text = said.inner_text()
        seen.add(text)
        is_said = f"a: {a} per" in text and f"b: {b} per" in text and f"Balance: {balance or 'empty'}" in text
        check(page.locator("#wording").inner_text() == word and is_said, f"swap says {text} of {word}: {a} {b} {balance}")
    check(len(seen) > 1, "no word moves the score")
    check(not told, f"swap: {told[:3]}")
    page.context.close()


def printed(browser, page_file, folder):
    """It prints, headings and all; the worksheet on two pages."""
    page, _ = opened(browser, page_file)
    pdf = folder / f"{page_file.stem}.pdf"
    page.pdf(path=pdf, format="A4")
    reader = PdfReader(pdf)
    text = "".join("".join(it.extract_text().split()) for it in reader.pages)
    for heading in page.locator("h2:visible").all_inner_texts():
        check("".join(heading.split()) in text, f"{page_file.name} printed lacks the heading {heading}")
    if page_file.stem == "worksheet":
        check(len(reader.pages) == 2, f"the worksheet has {len(reader.pages)} pages")
    page.context.close()


def sound(browser, page_file):
    """One first heading, no level skipped, landmarks, a language, a title; a script of at most 30 kB that writes no markup."""
    page, _ = opened(browser, page_file)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(it => +it.localName[1])")
    check(levels.count(1) == 1 and levels[0] == 1, f"{page_file.name}: headings {levels[:5]}")
    check(all(b - a <= 1 for a, b in zip(levels, levels[1:])), f"{page_file.name}: a level of heading is skipped")
    for it in ["main", "html[lang]", "head > title", "meta[name=viewport]", "meta[http-equiv=Content-Security-Policy]"]:
        check(page.locator(it).count() == 1, f"{page_file.name}: no {it}")
    script = page.evaluate("[...document.scripts].map(it => it.textContent).join('')")
    writers = ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("]
    check(len(script) <= 30_000 and not any(it in script for it in writers), f"{page_file.name}: script of {len(script)}")
    page.context.close()


def sizes(demo, large):
    """The demo's page has at most 600 kB, one of 500 articles at most 6 MB."""
    for page_file, most in [(demo, 600_000), (large, 6_000_000)]:
        size = page_file.stat().st_size
        print(f"{page_file}: {size} bytes")
        check(size <= most, f"{page_file} has {size} bytes, expected at most {most}")


def main(folder):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    made = pages.demo(folder)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for page_file in made:
            accessible(browser, page_file)
            keyboard(browser, page_file)
            locked(browser, page_file)
            printed(browser, page_file, folder)
            sound(browser, page_file)
        marks(browser, made[0])
        traced(browser, made[0])
        without_script(browser, made[0])
        lesson = next(it for it in made if it.name == "lesson.html")
        lesson_without_script(browser, lesson)
        swapped(browser, lesson)
        harmless(browser, folder, made[0])
        large = pages.large(folder / "large")
        own = min((large.parent / "events").glob("*.html"))
        for look in [accessible, keyboard, locked, sound]:
            look(browser, own)
        sizes(made[0], large)
        browser.close()
    print(f"{len(made)} pages looked at, {len(FAILED)} failures")
    return 1 if FAILED else 0


if __name__ == "__main__":
    where = Path(sys.argv[1] if len(sys.argv) > 1 else "target/browser")
    where.mkdir(parents=True, exist_ok=True)
    sys.exit(main(where))
