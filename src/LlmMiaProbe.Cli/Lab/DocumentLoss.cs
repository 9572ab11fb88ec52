using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli.Lab;

/// <summary>The loss of a model on whole documents, as the attacks score them.</summary>
internal static class DocumentLoss
{
    /// <returns>Mean negative log-probability of all their tokens together, nats a token.</returns>
    /// <exception cref="ModelException">The model fails on a document.</exception>
    public static async Task<double> OfAsync(
        CommandContext context, ProbeSettings settings, string model, IReadOnlyList<Document> documents, CancellationToken cancellationToken)
    {
        using var line = new ProgressLine(context.Terminal, context.Time);
        var models = new LocalModelProvider(
            settings.Llama.DirectoryOf, hashes: null, new StderrLogger(context.Terminal, settings.Output.Verbose), new ProgressReporter(line));
        using var scorer = models.Open(new ModelFiles(model, []), settings.Llama.Engine, RunSettingsFactory.ScorerOptions(settings));
        var (sum, tokens) = (0.0, 0L);
        List<PreparedText> prepared =
        [
            .. documents.Select(document => document.Rendered is { } chat ? scorer.Prepare(chat) : scorer.Prepare(document.Text)),
        ];
        await foreach (var scored in scorer.ScoreAllAsync(prepared, cancellationToken))
        {
            var scores = scored.Scores ?? throw new ModelException($"{Path.GetFileName(model)}: {scored.Failure}");
            sum -= scores.MeanLogProb * scores.Count;
            tokens += scores.Count;
            line.Report(new ProgressCounts($"loss of {Path.GetFileName(model)}", tokens, 0));
        }

        return tokens > 0
            ? sum / tokens
            : throw new ConfigurationException(
                "There is no token to measure a loss on: the validation part is empty. Make one with 'mia-probe lab split --validation 0.1'.");
    }
}
