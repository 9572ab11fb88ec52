using System.Runtime.CompilerServices;
using System.Text;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Hosted.Http;
using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Hosted.Scoring;
using LlmMiaProbe.Hosted.Windows;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted;

/// <summary>
/// Scores texts with an endpoint that returns the log-probabilities of given tokens, a request a text. Its tokenizer is out
/// of reach: prepared texts hold the text itself (<see cref="PackedText"/>), and counts before a request are those of <see cref="ITextTokenizer"/>.
/// </summary>
public sealed class HostedTokenScorer : ITokenScorer, IMeteredModel
{
    private const int RequestsAhead = 4;

    // A BOS, and the token that some servers must generate.
    private const int ReservedTokens = 2;

    // Shares of the context that windows may fill by estimate. A text of more tokens a byte than the estimate needs the next.
    private static readonly double[] s_fillings = [0.75, 0.4, 0.2];

    private readonly HostedModel _model;
    private readonly EndpointClient _client;
    private readonly ITextTokenizer _tokenizer;
    private readonly IPromptRoute _route;
    private readonly bool _knowsContext;
    private readonly SemaphoreSlim _longTexts;
    private readonly int _windowsAtATime;

    internal HostedTokenScorer(HostedModel model, EndpointClient client, ITextTokenizer tokenizer, int? contextTokens)
    {
        (_model, _client, _tokenizer) = (model, client, tokenizer);
        _route = PromptRoutes.Named(model.Capability.PromptRoute ?? throw new PrerequisiteException($"{model.WhyNoScores}."));
        Model = HostedIdentity.Describe(model);
        ContextTokens = contextTokens ?? Model.ContextLength;
        // One at a time: a budget that ends in the middle of several would let none of them come to its end.
        _windowsAtATime = model.Settings.MaxRequests is null && model.Settings.MaxTokens is null ? model.Settings.AtATime : 1;
        _longTexts = new SemaphoreSlim(_windowsAtATime);
        _knowsContext = contextTokens is not null || model.Capability.ContextTokens is not null;
        var windows = _knowsContext
            ? FormattableString.Invariant($"longer than {ContextTokens} tokens in windows by words that overlap by half")
            : "windows none";
        Policy = $"{_route.Name}; {windows}; BOS {(model.Capability.AddsBos ? "first, as the endpoint puts it" : "none")}";
    }

    public ModelDescription Model { get; }

    public AccessLevel Access => AccessLevel.PromptLogProbs;

    public string Policy { get; }

    public int ContextTokens { get; }

    public int PreferredBatch => RequestsAhead * _model.Settings.AtATime;

    public long WorkingMemory => 0;

    public EndpointUsage Usage => _client.Usage;

    public PreparedText Prepare(string text)
    {
        var prepared = PrepareAfter("", text);
        return IsLong(text) && TryPlan(text, s_fillings[0]) is { } windows
            ? prepared with { InputTokens = windows.Sum(window => Estimate(text[window.Start..window.End])), Windows = windows.Count }
            : prepared;
    }

    public PreparedText PrepareAfter(string prefix, string text)
    {
        var (before, tokens) = (PackedText.Of(prefix), PackedText.Of(text));
        return new PreparedText(EvidenceKey.Of(Model.Fingerprint, Policy, null, tokens, before), tokens, Estimate(prefix) + Estimate(text), 1)
        {
            Prefix = before,
        };
    }

    public PreparedText Prepare(RenderedText text) => PrepareAfter(new RenderedText([]), text);

    /// <exception cref="ModelException">What somebody says spells a mark of the template, which the endpoint would take for one.</exception>
    public PreparedText PrepareAfter(RenderedText prefix, RenderedText text)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(text);
        if ((TemplateMarks.SpelledIn(text) ?? TemplateMarks.SpelledIn(prefix)) is { } mark)
        {
            throw new ModelException(
                $"it spells {mark}, which the endpoint would take for a token of the chat template, as it is sent text and no tokens: "
                + "probe the model as a GGUF file, or take the record out");
        }

        // Parts are packed apart, so that each number is scored or not.
        var (tokens, isScored) = (new List<int>(), new List<bool>());
        foreach (var part in text.Parts)
        {
            var packed = PackedText.Of(part.Text);
            tokens.AddRange(packed);
            isScored.AddRange(Enumerable.Repeat(part.Kind == TextPartKind.Scored, packed.Length));
        }

        var (before, whole) = (PackedText.Of(prefix.Text), text.Text);
        int[] all = [.. tokens];
        bool[] mask = [.. isScored];
        var windows = before.Length == 0 && IsLong(whole) ? TryPlan(whole, s_fillings[0]) : null;
        return new PreparedText(
            EvidenceKey.Of(Model.Fingerprint, Policy, null, all, before, mask),
            all,
            windows is null ? Estimate(prefix.Text) + Estimate(whole) : windows.Sum(window => Estimate(whole[window.Start..window.End])),
            windows?.Count ?? 1)
        {
            Prefix = before,
            IsScored = mask,
        };
    }

    public async IAsyncEnumerable<ScoredText> ScoreAsync(IAsyncEnumerable<PreparedText> texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var scored in OrderedRequests.RunAsync(texts, _model.Settings.AtATime, PreferredBatch, ScoreOneAsync, cancellationToken))
        {
            yield return scored;
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _longTexts.Dispose();
    }

    private async Task<ScoredText> ScoreOneAsync(PreparedText prepared, CancellationToken cancellationToken)
    {
        var (prefix, text) = (PackedText.Text(prepared.Prefix), PackedText.Text(prepared.Tokens));
        try
        {
            var reading = prepared.IsScored is not null && !IsLong(text) ? RequireWhole(await ReadAsync(prefix + text, cancellationToken))
                : prefix.Length > 0 ? await ReadAsync(prefix + text, cancellationToken)
                : IsLong(text) ? await ReadWindowsAsync(text, cancellationToken)
                : await ReadWholeAsync(text, cancellationToken);
            var scores = prepared.IsScored is { } isScored
                ? PromptScores.OfParts(reading, prefix + text, Ranges(prepared.Tokens, isScored, prefix.Length))
                : PromptScores.Of(reading, prefix, text).Scores;
            return new ScoredText(prepared with { InputTokens = reading.BilledTokens ?? reading.Tokens.Count }, scores, null);
        }
        catch (EndpointException e) when (e is { Failure: EndpointFailure.Rejected, IsMissing: false })
        {
            return new ScoredText(prepared, null, $"{e.Message}; the document has about {Estimate(prefix + text)} tokens{Advice}");
        }
        catch (ModelException e)
        {
            return new ScoredText(
                prepared,
                null,
                $"the document has about {Estimate(text)} tokens, more than the context of {ContextTokens}, and {e.Message}: divide it in the corpus");
        }
        catch (Exception e) when (e is EndpointException or RouteException)
        {
            return new ScoredText(prepared, null, e.Message);
        }
    }

    /// <summary>Where the scored parts of a text lie, in characters of what is sent.</summary>
    private static List<(int Start, int End)> Ranges(int[] packed, bool[] isScored, int start)
    {
        var ranges = new List<(int Start, int End)>();
        for (var i = 0; i < packed.Length;)
        {
            var run = packed.AsSpan(i)[..(isScored.AsSpan(i).IndexOf(!isScored[i]) is >= 0 and var length ? length : packed.Length - i)];
            var end = start + PackedText.Text(run).Length;
            if (isScored[i])
            {
                ranges.Add((start, end));
            }

            (start, i) = (end, i + run.Length);
        }

        return ranges;
    }

    // What it bills beyond what it shows is what it put around the text.
    private static PromptReading RequireWhole(PromptReading reading) => reading.BilledTokens is { } billed && billed > reading.Tokens.Count + 1
        ? throw new RouteException(
            $"the endpoint bills {billed} tokens of a conversation and shows {reading.Tokens.Count}, as servers do that put a chat template of their own "
            + "around what they are sent")
        : reading;

    private string Advice => _knowsContext
        ? $" and the context {ContextTokens}: divide it in the corpus if it is too long, or say with --context-length how many tokens the model really takes"
        : ": if that is more than the model takes, say with --context-length how many it takes, and longer documents are scored in windows";

    private async Task<PromptReading> ReadAsync(string text, CancellationToken cancellationToken)
    {
        var reply = await _client.PostAsync(_route.Url(_client), _route.Request(_model.Settings.Model, text), cancellationToken);
        var reading = _route.Read(reply, text);
        HostedIdentity.RequireSame(_model, reading.Model);
        return reading;
    }

    /// <summary>A text that should fit; one that does not after all is read in windows.</summary>
    private async Task<PromptReading> ReadWholeAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(text, cancellationToken);
        }
        catch (EndpointException e) when (e is { Failure: EndpointFailure.Rejected, IsMissing: false }
            && _knowsContext
            && Estimate(text) > ContextTokens * s_fillings[^1])
        {
            return await ReadWindowsAsync(text, cancellationToken);
        }
    }

    /// <summary>The windows of a long text as one reading of all of it.</summary>
    private async Task<PromptReading> ReadWindowsAsync(string text, CancellationToken cancellationToken)
    {
        await _longTexts.WaitAsync(cancellationToken);
        try
        {
            return await ReadFittingAsync(text, cancellationToken);
        }
        finally
        {
            _longTexts.Release();
        }
    }

    private async Task<PromptReading> ReadFittingAsync(string text, CancellationToken cancellationToken)
    {
        foreach (var filling in s_fillings)
        {
            try
            {
                var (joined, billed, model) = (new JoinedWindows(text), 0, (string?)null);
                var windows = Plan(text, filling);
                // Each takes its place with a token a byte, and gives back what it was not billed.
                var slack = windows.Max(window => RequestCost.OfText(text[window.Start..window.End], 1) - Estimate(text[window.Start..window.End]));
                _client.RequireRoom(windows.Count, windows.Sum(window => Estimate(text[window.Start..window.End])) + slack);
                var readings = OrderedRequests.RunAsync(windows.ToAsyncEnumerable(), _windowsAtATime, _windowsAtATime, async (window, token) =>
                    (window.Start, window.End, Reading: await ReadAsync(text[window.Start..window.End], token)), cancellationToken);
                await foreach (var (start, end, reading) in readings)
                {
                    joined.Add(start, end, reading);
                    (billed, model) = (billed + (reading.BilledTokens ?? reading.Tokens.Count), reading.Model);
                }

                return new PromptReading(joined.Tokens, model, billed);
            }
            catch (EndpointException e) when (e is { Failure: EndpointFailure.Rejected, IsMissing: false } && filling > s_fillings[^1])
            {
                // Its tokens are shorter than estimated.
            }
        }

        throw new InvalidOperationException("The last filling either succeeds or throws.");
    }

    private bool IsLong(string text) => _knowsContext && Estimate(text) > ContextTokens - ReservedTokens;

    private IReadOnlyList<(int Start, int End)> Plan(string text, double filling) =>
        WordWindows.Plan(text, (int)((ContextTokens - ReservedTokens) * filling * Encoding.UTF8.GetByteCount(text) / Math.Max(1, Estimate(text))));

    // A text that cannot be cut fails when it is scored.
    private IReadOnlyList<(int Start, int End)>? TryPlan(string text, double filling)
    {
        try
        {
            return Plan(text, filling);
        }
        catch (ModelException)
        {
            return null;
        }
    }

    private long Estimate(string text) => _tokenizer.Count(text);
}
