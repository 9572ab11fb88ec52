using LlmMiaProbe.Decoding;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted;

/// <summary>
/// Measures p_z at an endpoint that only shows alternatives of generated tokens: one request a token, with the true text
/// up to there, reading the true next token among the alternatives. What is not shown is bounded, so p_z is an interval.
/// </summary>
public sealed class HostedStepper : IDisposable
{
    private readonly HostedModel _model;
    private readonly EndpointClient _client;
    private readonly IGenerator _tokenizer;

    /// <param name="model">What the endpoint can do.</param>
    /// <param name="client">Owned from now on.</param>
    /// <param name="tokenizer">A local tokenizer that splits text as the hosted model does; the caller's to dispose of.</param>
    internal HostedStepper(HostedModel model, EndpointClient client, IGenerator tokenizer) => (_model, _client, _tokenizer) = (model, client, tokenizer);

    public EndpointUsage Usage => _client.Usage;

    /// <summary>The windows in order. The requests of a window are independent of each other and run side by side.</summary>
    /// <exception cref="PrerequisiteException">The endpoint is gone, refuses the key, or the budget is used up.</exception>
    public IAsyncEnumerable<SteppedOutcome> MeasureAsync(IReadOnlyList<SteppedWindow> windows, CancellationToken cancellationToken) =>
        OrderedRequests.RunAsync(windows, _model.Settings.Concurrency, MeasureAsync, cancellationToken);

    public void Dispose() => _client.Dispose();

    private async Task<SteppedOutcome> MeasureAsync(SteppedWindow window, CancellationToken cancellationToken)
    {
        try
        {
            var steps = await Task.WhenAll(Enumerable.Range(0, window.Suffix.Length).Select(t => StepAsync(window, t, cancellationToken)));
            return new SteppedOutcome(window, steps.Aggregate(LogProbInterval.Certain, LogProbInterval.Add), steps.Count(step => double.IsNegativeInfinity(step.Low)), null);
        }
        catch (Exception e) when (e is EndpointException or RouteException)
        {
            return new SteppedOutcome(window, null, 0, e.Message);
        }
    }

    private async Task<LogProbInterval> StepAsync(SteppedWindow window, int t, CancellationToken cancellationToken)
    {
        int[] given = [.. window.Prefix, .. window.Suffix.AsSpan(0, t)];
        var prompt = _tokenizer.Text(given);
        // A text cut between these tokens may be split in another way, and then the endpoint predicts from other tokens.
        if (!_tokenizer.Tokenize(prompt).AsSpan().SequenceEqual(given))
        {
            return LogProbInterval.Unknown;
        }

        var reply = await _client.PostAsync(
            CompletionRoute.Url(_client),
            CompletionRoute.Request(_model.Settings.Model, prompt, maxTokens: 1, DecodingScheme.Full, seed: null, _model.Capability.CompletionTopLogProbs),
            cancellationToken);
        var detail = CompletionRoute.Read(reply).Detail;
        HostedIdentity.RequireSame(_model, detail.ReportedModel);
        return LogProbInterval.Of(detail.FirstToken, _tokenizer.Text(window.Suffix.AsSpan(t, 1)), _model.Capability.RoundingStep ?? 0);
    }
}
