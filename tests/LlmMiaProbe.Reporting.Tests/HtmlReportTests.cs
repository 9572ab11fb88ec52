using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Reporting.Tests;

public sealed partial class HtmlReportTests
{
    private const string Hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \u202Egnp.exe\u202C \u2066 \0 <!-- ]]> ' \" &amp;";

    private static readonly string[] Sections = ["headline", "documents", "attacks", "health", "run", "glossary"];

    [Fact]
    public async Task The_same_run_gives_the_same_bytes()
    {
        using var run = await ReportRun.OfAsync(60, "member", "nonmember", "unknown");
        var first = run.Html();
        Assert.Equal(first, run.Html());
        Assert.DoesNotContain('\r', first);
    }

    [Fact]
    public async Task Every_section_is_there_and_nothing_comes_from_outside()
    {
        using var run = await ReportRun.OfAsync(30, "member", "nonmember");
        var html = run.Html();
        Assert.Equal(Sections, SectionId().Matches(html).Select(match => match.Groups[1].Value));
        Assert.Empty(OutsideReference().Matches(WithoutScripts(html)));
        Assert.DoesNotContain(" style=", WithoutScripts(html), StringComparison.Ordinal);
        Assert.DoesNotMatch(@" on[a-z]+=", WithoutScripts(html));
    }

    [Fact]
    public async Task A_name_and_a_note_are_shown_as_the_text_that_they_are()
    {
        using var run = await ReportRun.OfAsync(10, "member", "nonmember");
        Assert.DoesNotContain("<dt>noted</dt>", run.Html(), StringComparison.Ordinal);
        run.Store.SetRunName(run.Run, "before-tuning");
        run.Store.SetRunNote(run.Run, Hostile);
        var html = run.Html();
        Assert.Contains("<dt>called</dt><dd><p>before-tuning</p></dd>", Breaks().Replace(html, ""), StringComparison.Ordinal);
        Assert.Contains("<dt>noted</dt>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert(1)", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_policy_allows_the_scripts_and_the_style_in_the_file_and_nothing_else()
    {
        using var run = await ReportRun.OfAsync(10, "member", "nonmember");
        var html = run.Html();
        var policy = WebUtility.HtmlDecode(PolicyText().Match(html).Groups[1].Value);
        var scripts = PlainScript().Matches(html).Select(match => Hash(match.Groups[1].Value)).ToList();
        var style = Hash(Style().Match(html).Groups[1].Value);
        Assert.NotEmpty(scripts);
        Assert.Equal($"default-src 'none'; script-src {string.Join(' ', scripts)}; style-src {style}; base-uri 'none'; form-action 'none'", policy);
    }

    [Fact]
    public async Task Hostile_text_is_data_everywhere()
    {
        using var plain = await ReportRun.OfAsync([new("d0", "a text", "member"), new("d1", "b text", "nonmember")]);
        using var hostile = await ReportRun.OfAsync([new($"d0{Hostile}", $"a{Hostile}", "member", Hostile), new("d1", Hostile + new string('x', 1000), "nonmember")], new ScriptedModel("target") { ContextLength = 512, Failing = new Dictionary<string, string> { [$"a{Hostile}"] = Hostile } });
        var html = hostile.Html();
        Assert.Equal(PlainScript().Count(plain.Html()), PlainScript().Count(html));
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.All("\u202E\u202C\u2066\0", c => Assert.DoesNotContain(c, WithoutScripts(html)));
        Assert.Contains("[U+202E]", html, StringComparison.Ordinal);
        Assert.All(Blocks(html), block => Assert.All("\u202E\u202C\u2066", c => Assert.DoesNotContain(c, block)));
    }

    [Fact]
    public async Task A_line_of_a_million_characters_makes_no_long_report()
    {
        var model = new ScriptedModel("target") { Tokenizer = ScriptedTokenizer.Words };
        using var run = await ReportRun.OfAsync([new("d0", new string('x', 1_000_000), "member"), new("d1", "b c", "nonmember")], model);
        using var small = await ReportRun.OfAsync([new("d0", "x", "member"), new("d1", "b c", "nonmember")], model);
        Assert.InRange(run.Html().Length - small.Html().Length, -1000, 1000);
    }

    [Fact]
    public async Task The_text_of_a_document_comes_back_from_its_tokens()
    {
        using var run = await ReportRun.OfAsync([new("d0", "naïve 日本 😀 text", "member"), new("d1", "other", "nonmember")]);
        var tokens = Blocks(run.Html()).Select(block => JsonDocument.Parse(block).RootElement).First(json => json.ValueKind == JsonValueKind.Array);
        Assert.Contains("naïve 日本 😀 text", tokens.EnumerateArray().Select(Text));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Redacted_or_not_kept_no_part_of_a_text_is_in_the_file(bool redact)
    {
        ReportRun.Source[] documents = [new("d0", "the secret is 4711-SESAME", "member"), new("d1", "nothing of note", "nonmember")];
        var model = new ScriptedModel("target") { ContextLength = 512, Memorised = [documents[0].Text] };
        using var open = await ReportRun.OfAsync(documents, model);
        using var closed = await ReportRun.OfAsync(documents, model, keepText: redact);
        Assert.Contains(documents[0].Text, Everything(open.Html()), StringComparison.Ordinal);
        var everything = Everything(closed.Html(new ReportOptions { Redact = redact }));
        Assert.All(new[] { "secret", "4711", "SESAME", "of note" }, part => Assert.DoesNotContain(part, everything, StringComparison.Ordinal));
        Assert.Contains(LlmMiaProbe.Corpora.ContentHash.Of(documents[0].Text).Hex[..16], everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_chat_record_what_precedes_an_answer_is_shown_apart_and_lengths_say_what_they_count()
    {
        using var run = await ReportRun.OfChatAsync(4);
        var html = run.Html();
        var tokens = Blocks(html).Select(block => JsonDocument.Parse(block).RootElement).First(json => json.ValueKind == JsonValueKind.Array);
        var document = tokens.EnumerateArray().Single(one => Text(one) == "It is me, n\u00famero 2.Not he.");
        Assert.Equal(
            [(0, "Who is number 2?\n"), (20, "\nAnd he?\n"), (27, "\nFarewell!")],
            document.GetProperty("c").EnumerateArray().Select(part => (part[0].GetInt32(), part[1].GetString() ?? "")));
        var columns = Columns(html);
        Assert.Equal((27, 63), (columns.GetProperty("bytes")[0].GetInt32(), columns.GetProperty("whole")[0].GetInt32()));
        Assert.Contains("\"lengths\":\"bytes scored\"", html, StringComparison.Ordinal);
        Assert.Contains("lengths in bytes of UTF-8; of chat records, of what is scored", html, StringComparison.Ordinal);
        Assert.Contains("Chat records: no template, 4 records, 8 answers", html, StringComparison.Ordinal);

        using var texts = await ReportRun.OfAsync(4, "member", "nonmember");
        Assert.Contains("\"lengths\":\"bytes\"", texts.Html(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Redacted_or_not_kept_no_part_of_a_conversation_is_in_the_file(bool redact)
    {
        using var run = await ReportRun.OfChatAsync(4, keepText: redact);
        var everything = Everything(run.Html(new ReportOptions { Redact = redact }));
        Assert.All(new[] { "Who is number", "And he", "Farewell", "Not he" }, part => Assert.DoesNotContain(part, everything, StringComparison.Ordinal));
        Assert.Equal(redact, everything.Contains("[17 bytes]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Redaction_takes_quotations_out_of_reasons()
    {
        using var run = await ReportRun.OfAsync([new("d0", "first", "member"), new("d1", "second", "nonmember")], new ScriptedModel("target") { ContextLength = 512, Failing = new Dictionary<string, string> { ["first"] = "cannot read 'it's secret' here" } });
        Assert.Contains("secret", Everything(run.Html()), StringComparison.Ordinal);
        var redacted = Everything(run.Html(new ReportOptions { Redact = true }));
        Assert.DoesNotContain("secret", redacted, StringComparison.Ordinal);
        Assert.Contains("cannot read (11 bytes, sha256 ", redacted, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beyond_the_caps_the_report_says_what_is_left_out_and_how_to_get_it()
    {
        using var run = await ReportRun.OfAsync(20, "member", "nonmember");
        var html = WithoutScripts(run.Html(new ReportOptions { MostDocuments = 5, MostEvidence = 100 }));
        Assert.Contains("<dt>documents not in the table above</dt><dd class=\"some\">15</dd>", html, StringComparison.Ordinal);
        Assert.Contains("&#39;mia-probe runs export 1&#39;", html, StringComparison.Ordinal);
        Assert.Contains("&#39;mia-probe evidence export 1&#39;", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_labels_the_headline_says_that_nothing_can_be_compared()
    {
        using var run = await ReportRun.OfAsync(5, "unknown");
        var html = WithoutScripts(run.Html());
        Assert.Contains("<h1>Nothing can be said about membership: there is no known non-member to compare with.</h1>", html, StringComparison.Ordinal);
        Assert.Contains("<li>The corpus labels no member and no non-member, so nothing can be compared; label documents of both kinds.</li>", html, StringComparison.Ordinal);
        var columns = Columns(run.Html());
        Assert.All(columns.GetProperty("p").EnumerateArray().Concat(columns.GetProperty("found").EnumerateArray()), one => Assert.Equal(JsonValueKind.Null, one.ValueKind));
        Assert.DoesNotContain("data-chart=\"roc\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_document_makes_a_report()
    {
        using var run = await ReportRun.OfAsync(1, "member");
        Assert.All(Sections, id => Assert.Contains($"<section id=\"{id}\">", run.Html(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task If_all_failed_the_report_says_so_and_why()
    {
        ReportRun.Source[] documents = [new("d0", "first", "member"), new("d1", "second", "nonmember")];
        using var run = await ReportRun.OfAsync(documents, new ScriptedModel("target") { ContextLength = 512, Failing = documents.ToDictionary(document => document.Text, _ => "the model is tired") });
        var html = WithoutScripts(run.Html());
        Assert.Contains("<h1>Nothing can be said about membership: there is nothing to compare.</h1>", html, StringComparison.Ordinal);
        Assert.Contains("has no score, so nothing can be compared.</li>", html, StringComparison.Ordinal);
        Assert.Contains("<dt>documents failed</dt><dd class=\"some\">2</dd>", html, StringComparison.Ordinal);
        Assert.Contains("the model is tired", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_not_there_or_did_not_finish_has_no_report()
    {
        using var run = await ReportRun.OfAsync(2, "member", "nonmember");
        Assert.Contains("There is no run 9", Assert.Throws<ConfigurationException>(() => HtmlReport.Write(run.Store, [9], new ReportOptions(), TextWriter.Null)).Message, StringComparison.Ordinal);
        var begun = run.Store.BeginRun(run.Settings, "0.0-test", DateTimeOffset.UnixEpoch);
        Assert.Contains($"'mia-probe resume {begun}'", Assert.Throws<ConfigurationException>(() => HtmlReport.Write(run.Store, [begun], new ReportOptions(), TextWriter.Null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Specifications_carry_their_rows_and_no_name_of_the_page()
    {
        using var run = await ReportRun.OfAsync(40, "member", "nonmember");
        var specs = HtmlReport.Specs(run.Store, [run.Run]);
        Assert.Equal(["auc", "correlation", "roc", "roc-log", "score-against-length", "scores-by-label"], specs.Keys.Order(StringComparer.Ordinal));
        Assert.All(specs.Values, spec =>
        {
            Assert.DoesNotContain("var(--", spec.ToJsonString(), StringComparison.Ordinal);
            Assert.NotEmpty(spec["datasets"]?[spec["data"]?["name"]?.GetValue<string>() ?? ""]?.AsArray() ?? []);
        });
    }

    [Fact]
    public async Task The_first_screen_says_what_was_tested_what_was_found_how_sure_and_what_it_does_not_show()
    {
        using var run = await ReportRun.OfAsync(120, "member", "nonmember");
        var html = WithoutScripts(run.Html());
        var screen = html[html.IndexOf("<section id=\"headline\">", StringComparison.Ordinal)..html.IndexOf("</section>", StringComparison.Ordinal)];
        Assert.Matches("<h1>4[0-9] of 60 documents labelled member stand out from the 60 supplied non-members.</h1>", screen);
        Assert.Matches("AUC of reference-difference</span><span class=\"value\">[.0-9]+</span><span class=\"note\">95% interval [.0-9]+ – [.0-9]+;", screen);
        Assert.Contains("<li>target.gguf, beside the reference reference.gguf.</li>", Breaks().Replace(screen, ""), StringComparison.Ordinal);
        Assert.Contains("120 documents of corpus.jsonl: 60 labelled member, 60 labelled non-member.", screen, StringComparison.Ordinal);
        Assert.Contains("reference-difference decides: it was fixed beforehand", screen, StringComparison.Ordinal);
        Assert.Contains("<h2>What it does not show</h2>", screen, StringComparison.Ordinal);
        Assert.DoesNotContain("min-k(k=0.2)", html[..html.IndexOf("<section id=\"run\">", StringComparison.Ordinal)].Replace("title=\"min-k(k=0.2)\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Here: min-k(k=0.2).", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_speaks_against_the_answer_comes_before_its_numbers()
    {
        // Labels that the texts alone give away.
        var documents = Enumerable.Range(0, 80).Select(i => new ReportRun.Source($"d{i}", $"{(i % 2 == 0 ? "whale ship sea harpoon" : "court law judge verdict")} number {i}", i % 2 == 0 ? "member" : "nonmember"));
        using var run = await ReportRun.OfAsync(documents);
        var html = WithoutScripts(run.Html());
        var (warning, tiles) = (html.IndexOf("<p class=\"warning\">Text alone, without the model, tells 40 documents labelled member from 40 labelled nonmember", StringComparison.Ordinal), html.IndexOf("class=\"tiles\"", StringComparison.Ordinal));
        Assert.InRange(warning, html.IndexOf("</h1>", StringComparison.Ordinal), tiles);

        using var few = await ReportRun.OfAsync(6, "member", "nonmember");
        Assert.Contains("<h1>Undecided: ", few.Html(), StringComparison.Ordinal);
        Assert.Contains("<p class=\"warning\">Undecided: ", few.Html(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_can_be_placed_among_the_non_members_by_every_attack()
    {
        using var run = await ReportRun.OfAsync(30, "member", "nonmember");
        var controls = Columns(run.Html()).GetProperty("controls").EnumerateArray().Select(attack => attack.EnumerateArray().Select(one => one.GetDouble()).ToList()).ToList();
        Assert.Equal(4, controls.Count);
        Assert.All(controls, attack =>
        {
            Assert.Equal(15, attack[0]);
            Assert.Equal(15, attack.Count - 1);
            Assert.Equal(attack[1..].Order(), attack[1..]);
        });
    }

    private static JsonElement Columns(string html) =>
        Blocks(html).Select(block => JsonDocument.Parse(block).RootElement).First(json => json.ValueKind == JsonValueKind.Object && json.TryGetProperty("whole", out _));

    private static string Everything(string html) => string.Join('\n', Blocks(html).SelectMany(block => new[] { block, Texts(block) }).Prepend(WithoutScripts(html)));

    // Tokens lie as places in a list of texts; together they spell the document.
    private static string Texts(string block) => JsonDocument.Parse(block).RootElement is { ValueKind: JsonValueKind.Array } tokens ? string.Join('\n', tokens.EnumerateArray().Select(Text)) : "";

    private static string Text(JsonElement document) => document.TryGetProperty("t", out var tokens)
        ? string.Concat(tokens.EnumerateArray().Select(token => document.GetProperty("w")[token.GetInt32()].GetString()))
        : "";

    private static List<string> Blocks(string html) => [.. Block().Matches(html).Select(match =>
    {
        using var packed = new DeflateStream(new MemoryStream(Convert.FromBase64String(match.Groups[1].Value)), CompressionMode.Decompress);
        using var reader = new StreamReader(packed, Encoding.UTF8);
        return reader.ReadToEnd();
    })];

    private static string WithoutScripts(string html) => PlainScript().Replace(html, "");

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex PlainScript();

    [GeneratedRegex("<section id=\"([a-z]+)\">")]
    private static partial Regex SectionId();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex("<script id=\"[^\"]+\" type=\"application/octet-stream\">([^<]*)</script>")]
    private static partial Regex Block();

    [GeneratedRegex("http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"")]
    private static partial Regex PolicyText();

    [GeneratedRegex("<(link|img|iframe|object|embed|base|form)\\b|\\bsrc=|href=\"[^#]|url\\(|@import")]
    private static partial Regex OutsideReference();

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex Breaks();
}
