using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Content;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>What was run, in full.</summary>
internal static class RunSection
{
    private static readonly JsonSerializerOptions s_settings = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void Write(HtmlWriter html, ReportPage page) => html.Element("section#run", () =>
    {
        var isNamed = page.Runs.Count() > 1;
        html.Element("h2", isNamed ? "Runs" : "Run");
        if (page.Membership is { } membership)
        {
            Title(html, isNamed, membership.Run, "membership");
            Write(
                html,
                membership.Run,
                membership.Documents,
                membership.Evaluation.Labels,
                [.. Chat(membership.Evaluation.Chat), .. membership.Evaluation.Notes ?? [],
                    .. (membership.Evaluation.Prefixes ?? []).Select(shots => shots.Sentence)]);
        }

        foreach (var extraction in page.Extractions)
        {
            Title(html, isNamed, extraction.Run, "extraction");
            Write(html, extraction.Run, extraction.Documents, null);
        }

        foreach (var command in page.Commands.Concat(page.Orders).Concat(page.Questions))
        {
            Title(html, isNamed, command.Run, command.Output switch
            {
                QuestionOutput { Question: var question } => question,
                ExchangeabilityOutput => "the published order",
                _ => "extraction",
            });
            Write(html, command.Run, command.Documents, null);
        }
    });

    private static IEnumerable<string> Chat(ChatSummary? chat) => chat is null ? [] : [$"Chat records: {chat.Sentence}."];

    private static IReadOnlyList<string> Hosted(HostedModel hosted, RunModel model) =>
    [
        $"{hosted.Settings.Model} at {hosted.Settings.Url}, which answers as "
        + $"{hosted.Capability.ReportedModel}{(hosted.Capability.Server is { } server ? $" · {server}" : "")}",
        hosted.Capability.PromptRoute is { } route
            ? $"given text is scored by {route} · BOS {(hosted.Capability.AddsBos ? "first" : "none")}"
            : "given text is not scored",
        string.Create(
            CultureInfo.InvariantCulture,
            $"alternatives of a generated token: {hosted.Capability.CompletionTopLogProbs} in completions, "
            + $"{hosted.Capability.ChatTopLogProbs} in the chat · rounded to "
            + $"{hosted.Capability.RoundingStep?.ToString(CultureInfo.InvariantCulture) ?? "nothing found"} · the same request twice at most "
            + $"{hosted.Capability.NoiseFloor?.ToString(CultureInfo.InvariantCulture) ?? "an unknown number of"} nats apart"),
        model.Policy,
        hosted.TokenCounts,
        .. hosted.Capability.Findings,
        $"identity {model.Model.Fingerprint.Value}",
    ];

    private static IReadOnlyList<string> Imported(ImportedModel imported) =>
    [
        $"{imported.Name} · imported: its token scores were computed elsewhere, and no model was at hand",
        $"{Figures.Count(imported.Texts, "text")} of {Path.GetFileName(imported.File)} · sha256 {imported.FileHash}",
        $"of each token its log-probability{Columns(imported.Columns)} · the first token of a text is {(imported.ScoresFirstToken ? "" : "not ")}scored",
        $"identity {imported.Fingerprint} (of the name and the file, not of weights)",
    ];

    private static string Columns(ScoreColumns columns) => string.Concat(
        columns.HasFlag(ScoreColumns.Rank) ? ", rank" : "",
        columns.HasFlag(ScoreColumns.Top1) ? ", likeliest token" : "",
        columns.HasFlag(ScoreColumns.Moments) ? ", entropy and variance" : "");

    private static void Write(
        HtmlWriter html, RunRecord run, IReadOnlyList<RunDocument> documents, LabelCounts? labels, IReadOnlyList<string>? notes = null)
    {
        var target = run.Models.FirstOrDefault(model => model.Role == ModelRole.Target);
        html.Element("dl.facts", () =>
        {
            foreach (var model in run.Models.OrderByDescending(model => model.Role.Name, StringComparer.Ordinal))
            {
                if (run.Settings.HostedAs(model.Role) is { } hosted)
                {
                    Fact(html, model.Role.Name, Hosted(hosted, model));
                    continue;
                }

                if (run.Settings.ImportedAs(model.Role) is { } imported)
                {
                    Fact(html, model.Role.Name, Imported(imported));
                    continue;
                }

                Fact(html, model.Role.Name, [
                    $"{model.Model.Name} · {model.Model.Architecture} · {Figures.Parameters(model.Model.ParameterCount)} parameters · "
                    + $"{model.Model.Quantization} · {Figures.Bytes(model.Model.FileSize)}",
                    $"sha256 {model.Model.Fingerprint.Value}",
                    .. AdapterWords.Lines(model.Model),
                    $"tokenizer {model.Model.Tokenizer} · {Figures.Count(model.Model.VocabularySize)} tokens · its metadata "
                    + $"{(model.Model.AddsBos ? "asks for" : "does not ask for")} a BOS · context of training {Figures.Count(model.Model.ContextLength)}",
                    model.Role == ModelRole.Target || model.Policy != target?.Policy ? model.Policy : "windows, batches and numerics as for the target",
                ]);
            }

            Fact(html, "quantised", QuantisationWords.Of(run.Models) is { } quantised ? [quantised] : []);
            Fact(html, "called", run.Name is null ? [] : [run.Name]);
            Fact(html, "noted", run.Note is null ? [] : [run.Note]);
            Fact(html, "computed from", run.Parent is { } parent ? [$"the evidence of run {parent}"] : []);
            Fact(html, "documents", [
                labels is null
                    ? Figures.Count(run.Counts.Documents)
                    : $"{Figures.Count(run.Counts.Documents)}: {Figures.Count(labels.Member)} member, {Figures.Count(labels.NonMember)} non-member, "
                        + $"{Figures.Count(labels.Unknown)} "
                        + $"unknown{(labels.Calibration > 0 ? $", {Figures.Count(labels.Calibration)} for calibration only" : "")}",
                $"{Figures.Count(run.Counts.Scored)} scored, {Figures.Count(run.Counts.Failed)} failed, {Figures.Count(run.Counts.Cached)} from the store · "
                + $"{Figures.Count(run.Counts.TokensDecoded)} tokens decoded",
                documents.Count == 0 ? "" : $"sha256 over id, text, label and group of each: {RunDigest.Of(documents)}",
            ]);
            Fact(html, "to be known", notes ?? []);
            Fact(html, "asked of endpoints", run.Usage.Requests == 0 ? [] : [Asked(run.Usage)]);
            Fact(html, "corpora", [
                .. run.Settings.Corpora.Select(corpus => Corpus(corpus, null)),
                .. run.Settings.Calibration.Select(corpus => Corpus(corpus, "calibration")),
                .. run.Settings.Shots.Concat(run.Settings.MemberShots).Select(corpus => Corpus(corpus, "shots, not under test")),
            ]);
            Fact(html, "recognised", run.Settings.Recognised ?? []);
            Fact(
                html,
                "settings",
                [
                    $"seed {run.Settings.Seed} · {Figures.Count(run.Settings.Resamples)} resamples behind intervals of rates"
                    + (run.Settings.Imported is not null ? "" : $" · numerics {run.Settings.Numerics.ToString().ToLowerInvariant()} · "
                        + $"BOS {run.Settings.Bos.ToString().ToLowerInvariant()}"),
                ]);
            Fact(
                html,
                "program",
                [
                    $"mia-probe {run.ToolVersion} · run {Figures.Id(run.Id)} · begun "
                    + $"{run.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC",
                ]);
        });
        Copyable(html, "Command", $"command-{Figures.Id(run.Id)}", RunCommandLine.Lines(run.Settings));
        Copyable(html, "Configuration", $"configuration-{Figures.Id(run.Id)}", JsonSerializer.Serialize(run.Settings, s_settings));
    }

    private static string Asked(EndpointUsage usage) =>
        $"{Figures.Count(usage.Requests)} requests · {Figures.Count(usage.Retries)} of them repeated · {Figures.Count(usage.RateLimited)} answered with 429 · "
        + $"{Figures.Count(usage.Failed)} without a usable answer · {Figures.Count(usage.PromptTokens)} tokens given · "
        + $"{Figures.Count(usage.CompletionTokens)} produced";

    private static void Title(HtmlWriter html, bool isNamed, RunRecord run, string question)
    {
        if (isNamed)
        {
            html.Element("h3", $"Run {Figures.Id(run.Id)}: {question}");
        }
    }

    private static void Fact(HtmlWriter html, string name, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        html.Element("dt", name);
        html.Element("dd", () =>
        {
            foreach (var line in lines.Where(line => line.Length > 0))
            {
                html.Element("p", line);
            }
        });
    }

    private static void Copyable(HtmlWriter html, string title, string id, string text) => html.Element("details.copyable", () =>
    {
        html.Element("summary", title);
        html.Element("button.copy", "Copy", ("type", "button"), ("data-copy", id));
        html.Element($"pre#{id}", () => html.Element("code", text), ("tabindex", "0"));
    });

    private static string? Fields(CorpusFields? fields) => fields is null
        ? null
        : string.Join(", ", new[] { ("text", fields.Text), ("label", fields.Label), ("id", fields.Id), ("group", fields.Group) }
            .Where(field => field.Item2 is not null).Select(field => $"{field.Item1} in {field.Item2}"));

    private static string Corpus(CorpusSource corpus, string? use) =>
        string.Join(" · ", new[] { corpus.Path, use, corpus.Label is { } label ? $"all labelled {label.ToText()}" : null,
            Fields(corpus.Fields) }.OfType<string>());
}
