using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Models;
using LlmMiaProbe.Questions;
using LlmMiaProbe.Reporting;

namespace LlmMiaProbe.Cli.Views;

/// <summary><c>ask ... --dry-run</c>: calls and tokens.</summary>
/// <param name="ask">What would be asked.</param>
/// <param name="documents">About what.</param>
/// <param name="models">How many models would be asked.</param>
/// <param name="tokenizer">Counts what is given.</param>
/// <param name="price">What the endpoint charges; null if that was not said.</param>
internal sealed class AskPlanView(AskRequest ask, IReadOnlyList<AskedDocument> documents, int models, ITextTokenizer tokenizer, EndpointPrice? price)
{
    private readonly QuestionCost _cost = ask.Method.CostOf(documents, tokenizer);

    private int Controls => documents.Count(document => document.Document.Label == Membership.NonMember);

    public void Write(Terminal terminal)
    {
        var lines = new LabelledLines(terminal);
        if (Controls == 0)
        {
            lines.Write("controls", QuestionStatement.WithoutControls);
        }

        lines.Write("method", ask.Method.Id);
        lines.WriteParts("prompts", " · ", ask.Prompts.Select(AskView.Name));
        lines.Write("documents", $"{Figures.Count(documents.Count)}, of these {Figures.Count(Controls, "control")}");
        lines.Write(
            "cost",
            $"{Figures.Count(_cost.Calls, "call")}{(models > 1 ? " to each of two models" : "")}: "
            + $"about {Figures.Count(_cost.PromptTokens)} tokens given and {Figures.Count(_cost.ReplyTokens)} produced at most");
        if (_cost.Calls == 0 && documents.Count > 0)
        {
            lines.Write(
                "",
                documents.All(document => Passages.Of(document.Text, 1, 1).Count == 0)
                    ? $"no question can be asked: each document has fewer than {Figures.Count(Passages.FewestWords)} words"
                    : $"no question can be asked: no document holds what '{ask.Method.Id}' asks about");
        }

        if (ask.Method.NeedsWriterFor(documents))
        {
            lines.Write(
                "",
                $"{Figures.Count(_cost.WriterCalls, "call")} to the model that rewrites passages: "
                + $"about {Figures.Count(_cost.WriterTokens)} tokens given and produced at most");
        }

        lines.Write("", tokenizer.Description);
        if (price is not null)
        {
            lines.Write("price", $"{price.Text(models * _cost.PromptTokens, models * _cost.ReplyTokens)}, at most; the model that rewrites passages aside");
        }

        lines.Write(
            "",
            documents.Count == 0
                ? ""
                : $"per document {PerDocument(_cost.Calls)} calls and about {PerDocument(_cost.PromptTokens + _cost.ReplyTokens)} tokens. "
                    + "Replies that the store holds are not asked for again and cost nothing.");
    }

    public string ToJson() => OutputText.Of(new AskPlanOutput
    {
        Method = ask.Method.Id,
        Prompts = [.. ask.Prompts.Select(PromptOutput.Of)],
        Documents = documents.Count,
        Controls = Controls,
        Models = models,
        TokenCounts = tokenizer.Description,
        Calls = _cost.Calls,
        PromptTokens = _cost.PromptTokens,
        ReplyTokens = _cost.ReplyTokens,
        Price = price?.Of(models * _cost.PromptTokens, models * _cost.ReplyTokens),
        ParaphraserCalls = _cost.WriterCalls,
        ParaphraserTokens = _cost.WriterTokens,
    });

    private string PerDocument(long value) => Figures.Count((long)Math.Ceiling((double)value / Math.Max(1, documents.Count)));
}
