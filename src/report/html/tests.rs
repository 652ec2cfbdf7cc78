//! The page as a whole: what it escapes, what it may run, and what is on it.

use super::testing::{altered_page_of, drafts, elements, page_of, pages_of, reading, text_of};
use super::*;

const HOSTILE: &str = r#"</script></style></title></svg><b onclick="x">"'&amp;<img src=x onerror=alert(1)><!--"#;

#[test]
fn hostile_strings_in_every_field_add_no_element_and_no_attribute() {
    let make = |extra: &str| {
        altered_page_of(
            drafts(extra),
            &reading(extra),
            |_| (),
            |found| {
                for lexicon in &mut found.lexicons {
                    for text in [
                        &mut lexicon.title,
                        &mut lexicon.about,
                        &mut lexicon.source,
                        &mut lexicon.licence,
                        &mut lexicon.limits,
                        &mut lexicon.version,
                        &mut lexicon.name,
                    ] {
                        text.push_str(extra);
                    }
                    lexicon.axes.iter_mut().for_each(|axis| {
                        axis.title.push_str(extra);
                        axis.about.push_str(extra);
                    });
                    for category in &mut lexicon.categories {
                        [&mut category.title, &mut category.about].into_iter().for_each(|text| text.push_str(extra));
                        category.patterns.iter_mut().for_each(|pattern| pattern.text.push_str(extra));
                    }
                }
            },
        )
    };
    let (plain, hostile) = (make(""), make(HOSTILE));
    let foreign: Vec<_> = elements(&hostile).difference(&elements(&plain)).cloned().collect();
    assert_eq!(foreign, [] as [String; 0]);
    assert!(
        hostile.matches("<script").count() == 1
            && !hostile.contains("<b ")
            && !hostile.contains("<img")
            && !hostile.contains("<!--")
    );
    assert!(hostile.contains("&lt;img src=x onerror=alert(1)&gt;"));
}

#[test]
fn an_article_reads_as_it_was_read() {
    let text = drafts(HOSTILE)[0].text.clone();
    let page = page_of(drafts(HOSTILE), &reading(""), |_| ());
    let texts: Vec<String> = page
        .split("<div class=\"text\" dir=\"auto\">")
        .skip(1)
        .map(|rest| text_of(rest.split_once("</div>").unwrap().0))
        .collect();
    assert_eq!(texts.len(), 18);
    assert!(texts.contains(&text), "{:?}", texts[0]);
}

#[test]
fn an_event_without_room_on_the_first_page_has_its_own() {
    let pages = |extra: &str| {
        pages_of(drafts(extra), &reading(""), |_| (), |_| (), &Room { n_bytes: 1_000_000, n_articles: 7 })
    };
    let all = pages("");
    let paths: Vec<&str> = all.iter().map(|(path, _)| path.as_str()).collect();
    let expected = ["index.html", "events/003.html", "events/004.html", "events/005.html", "events/006.html"];
    assert_eq!(paths, expected);
    let n_texts = |page: &str| page.matches("<div class=\"text\"").count();
    assert_eq!(all.iter().map(|(_, page)| n_texts(page)).collect::<Vec<_>>(), [6, 3, 3, 3, 3]);
    let (index, own) = (&all[0].1, &all[1].1);
    assert!(expected[1..].iter().all(|path| index.contains(&format!("<a href=\"{}\"", path.replace('/', "&#x2f;")))));
    assert!(index.contains("<a href=\"#e2\"") && own.contains("id=\"e3\"") && own.contains("../tables/hits.csv"));
    check_policy(own);
    let hostile = pages(HOSTILE);
    let foreign: Vec<_> = elements(&hostile[1].1).difference(&elements(own)).cloned().collect();
    assert_eq!(foreign, [] as [String; 0]);
}

#[test]
fn each_hit_of_a_shown_article_is_a_mark_and_a_tick() {
    let (mut n_hits, mut n_quoted) = (0, 0);
    let mut drafts = drafts("");
    let quote = "\n\n“A surge of illegal aliens came to town,” he said.";
    drafts.iter_mut().for_each(|draft| draft.text.push_str(quote));
    let page = altered_page_of(
        drafts,
        &reading(""),
        |_| (),
        |found| {
            let hits = || found.measured.iter().flat_map(|measured| &measured.hits).filter(|hit| hit.lexicon == 0);
            (n_hits, n_quoted) = (hits().count(), hits().filter(|hit| hit.quoted).count());
        },
    );
    let ticks = |class: &str| -> usize {
        let rows = page.split("<g class=\"k").skip(1).filter_map(|rest| rest.split("</g>").next());
        let paths = rows.filter_map(|rest| rest.split(&format!("<path class=\"{class}\" d=\"")).nth(1));
        paths.map(|rest| rest.split('"').next().unwrap().matches('M').count()).sum()
    };
    assert!(n_quoted > 0 && n_hits > n_quoted);
    assert_eq!((ticks("a") + ticks("q"), ticks("q")), (n_hits, n_quoted));
    let texts =
        page.split("<div class=\"text\" dir=\"auto\">").skip(1).map(|rest| rest.split("</div>").next().unwrap());
    assert_eq!(texts.map(|text| text.matches(" data-p=").count()).sum::<usize>(), n_hits);
}

#[test]
fn the_policy_allows_the_style_of_the_page_and_nothing_else() {
    check_policy(&page_of(drafts(""), &reading(""), |_| ()));
}

fn check_policy(page: &str) {
    let between = |open, close| page.split_once(open).unwrap().1.split_once(close).unwrap().0;
    let (style, script) = (between("<style>", "</style>"), between("<script>", "</script>"));
    let allowed = [style, script].map(|text| BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:;",
        allowed[0], allowed[1]
    );
    assert!(page.contains(&policy));
    let elements = elements(page);
    assert!(
        page.matches("<script").count() == 1
            && !elements.contains("script src")
            && !elements.contains("link")
            && !elements.iter().any(|element| element.ends_with(" style") || element.contains(" on"))
    );
    assert!(!style.contains("url(") && !style.contains("@import"));
    let writers = ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "http"];
    assert!(script.len() <= 30_000 && writers.iter().all(|writer| !script.contains(writer)));
}

#[test]
fn the_same_findings_give_the_same_bytes() {
    let make = || page_of(drafts(""), &reading(""), |_| ());
    assert_eq!(make(), make());
}

#[test]
fn ids_are_unique_and_every_link_within_the_page_leads_somewhere() {
    let page = page_of(drafts(""), &reading(""), |_| ());
    let values = |before: &str| -> Vec<String> {
        page.split(before).skip(1).map(|rest| rest.split_once('"').unwrap().0.to_owned()).collect()
    };
    let ids = values(" id=\"");
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    let targets: Vec<_> = values("href=\"#").into_iter().chain(values("aria-labelledby=\"")).collect();
    assert!(targets.len() > 10 && targets.iter().all(|target| ids.contains(target)), "{targets:?}");
}

#[test]
fn invented_outlets_are_called_so() {
    let note = "outlets and quoted persons are invented";
    let mut bundled = drafts("");
    bundled.iter_mut().for_each(|draft| draft.outlet = Some(summary::INVENTED[0].to_owned()));
    assert!(page_of(bundled, &reading(""), |_| ()).contains(note));
    assert!(!page_of(drafts(""), &reading(""), |_| ()).contains(note));
}

#[test]
fn one_article_without_anything_has_a_page() {
    let mut only = drafts("");
    only.truncate(1);
    only[0].outlet = None;
    only[0].event = None;
    let page = page_of(only, &reading(""), |study| study.parts_mut().1.clear());
    assert!(page.contains("No article has an outlet") && page.contains("There are no clusters"));
}
