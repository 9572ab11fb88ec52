using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Extraction.Similarity;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Views;

/// <summary>How much of a work a model produced from its beginning.</summary>
internal sealed class WholeWorkView
{
    private const int ShownCharacters = 240;

    private readonly WholeWork _work;
    private readonly NearVerbatimRecall _recall;

    public WholeWorkView(WholeWork work)
    {
        var numbering = new WordNumbering();
        _work = work;
        _recall = NearVerbatimRecall.Measure(numbering.Read(work.Original).Numbers, numbering.Read(work.Produced).Numbers);
    }

    public void Write(Terminal terminal, IReadOnlyList<RunModel> models, string next)
    {
        var lines = new LabelledLines(terminal);
        foreach (var (role, model, _) in models)
        {
            lines.WriteParts(role.Name, " · ", [model.Name, Figures.Parameters(model.ParameterCount), model.Quantization, $"sha256 {model.Fingerprint.Short}…"]);
        }

        lines.Write("given", Beginning(_work.Seed));
        lines.Write("produced", Beginning(_work.Produced));
        lines.Write("", $"{Figures.Count(_work.ProducedTokens, "token")} in {Figures.Count(_work.Attempts, "attempt")}; {Ending()}");
        lines.Write("nv-recall", $"{Figures.Fraction(_recall.Recall)}: {Figures.Count(_recall.Matched)} of {Figures.Count(_recall.ReferenceWords, "word")} in {Figures.Count(_recall.Spans.Count, "passage")} of at least {_recall.Floors.Second} words, the longest of {Figures.Count(_recall.Longest)}");
        lines.Write("", $"missing {Figures.Count(_recall.Missing, "word")} of the work, additional {Figures.Count(_recall.Additional, "word")} in the output{(_recall.Floors.AreScaled ? "; passages are shorter than the 100 words of the measure, because the text is short" : "")}");
        lines.WriteLine("next", next);
    }

    public string ToJson(long run) => new JsonObject
    {
        ["run"] = run,
        ["given"] = _work.Seed,
        ["produced"] = _work.Produced,
        ["producedTokens"] = _work.ProducedTokens,
        ["attempts"] = _work.Attempts,
        ["ending"] = _work.Ending.ToString().ToLowerInvariant(),
        ["nvRecall"] = new JsonObject
        {
            ["recall"] = _recall.Recall,
            ["referenceWords"] = _recall.ReferenceWords,
            ["generatedWords"] = _recall.GeneratedWords,
            ["matched"] = _recall.Matched,
            ["missing"] = _recall.Missing,
            ["additional"] = _recall.Additional,
            ["longest"] = _recall.Longest,
            ["floors"] = new JsonArray(_recall.Floors.First, _recall.Floors.Second),
            ["passages"] = JsonSerializer.SerializeToNode(_recall.Spans, JsonSerializerOptions.Web),
        },
    }.ToJsonString(RunResultJson.Indented);

    private string Ending() => _work.Ending switch
    {
        FinishReason.Stop => "then the model ended the text",
        _ => "as many as were asked for",
    };

    private static string Beginning(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= ShownCharacters ? line : line[..ShownCharacters] + "…";
    }
}
