using System.Globalization;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Identity;

/// <summary>
/// Whether two answers to the same texts are those of one model. Log-probabilities may be 0.05 nats a token apart on average,
/// beside rounding and what the same question twice is apart: other batches and other machines do no more. So a model that
/// was trained a little further, and not on anything like these texts, may pass for the same. Replies must be alike by half of
/// their characters: that tells models of different families and sizes apart, and seldom two trainings of one. An endpoint whose own
/// replies to one question are farther apart than half of that cannot be told by them at all.
/// </summary>
internal sealed class AnswerComparison
{
    /// <summary>Nats a token, on average.</summary>
    public const double Tolerance = 0.05;

    // An endpoint that never says the same twice could otherwise be anybody.
    private const double MostNoise = 0.2;

    /// <summary>In place of a difference that has no number, and more than any that has one: a store keeps no infinity.</summary>
    public const double Far = 1000;

    private const double LeastAlike = 0.5;
    private const double MostUnsteady = (1 - LeastAlike) / 2;
    private const int Likeliest = 5;

    private readonly AccessLevel _kind;
    private readonly int _texts;
    private readonly double _noise;
    private readonly double _allowed;

    public AnswerComparison(EndpointAnswers before, EndpointAnswers now)
    {
        (_kind, _texts) = (now.Kind, Math.Min(before.Texts.Count, now.Texts.Count));
        if (before.Kind != now.Kind || before.Texts.Count != now.Texts.Count || _texts == 0)
        {
            return;
        }

        Difference = now.Kind switch
        {
            AccessLevel.PromptLogProbs => OfGiven(before, now),
            AccessLevel.GeneratedLogProbs => OfAlternatives(before, now),
            _ => 1 - before.Texts.Zip(now.Texts, (one, other) => Likeness(one.Reply ?? "", other.Reply ?? "")).Average(),
        };
        _noise = Math.Max(before.Noise, now.Noise);
        _allowed = now.Kind == AccessLevel.TextOnly ? 1 - LeastAlike : Tolerance + Math.Max(before.RoundingStep, now.RoundingStep);
    }

    /// <summary>Nats a token on average, or the share by which replies differ; null where the answers cannot be compared.</summary>
    public double? Difference { get; }

    public bool Agrees => _kind == AccessLevel.TextOnly ? !IsUnsteady && Difference <= _allowed : Difference <= Allowed;

    /// <summary>
    /// Whether one model answers as differently to the same question twice, so that nothing follows from this. What is farther apart
    /// than that explains is another model all the same.
    /// </summary>
    public bool CannotTell => !Agrees && IsUnsteady && (Difference ?? Far) <= _allowed + _noise;

    private bool IsUnsteady => _noise > (_kind == AccessLevel.TextOnly ? MostUnsteady : MostNoise);

    private double Allowed => _allowed + Math.Min(MostNoise, _noise);

    /// <summary>Why nothing follows, a clause.</summary>
    public string WhyCannotTell => _kind == AccessLevel.TextOnly
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"asked the same twice, they are {1 - _noise:P0} alike, and models are told apart only where that is {1 - MostUnsteady:P0} or more")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"asked the same twice, they are more than {MostNoise:0.0#} nats a token apart, and models are told apart only where that is less");

    /// <summary>How far they are apart, a clause that goes on after "answers otherwise than before".</summary>
    public string Words => (Difference, _kind) switch
    {
        (null, AccessLevel.PromptLogProbs) => "splits the probe texts into other tokens, or is asked in another way",
        (null, AccessLevel.GeneratedLogProbs) => string.Create(
            CultureInfo.InvariantCulture, $"names other tokens as the likeliest after {_texts} probe texts, or is asked in another way"),
        (null, _) => "is asked in another way",
        ({ } share, AccessLevel.TextOnly) => string.Create(CultureInfo.InvariantCulture, $"its replies to {_texts} probe texts are {1 - share:P0} alike"),
        ({ } nats, _) => string.Create(
            CultureInfo.InvariantCulture, $"differs by {nats:0.0#} nats a token on {_texts} probe texts, where {Allowed:0.0#} is allowed"),
    };

    private static double? OfGiven(EndpointAnswers before, EndpointAnswers now) =>
        before.Texts.Zip(now.Texts).All(pair => pair.First.Tokens.SequenceEqual(pair.Second.Tokens))
            ? before.Texts.Zip(now.Texts).SelectMany(pair => pair.First.LogProbs.Zip(pair.Second.LogProbs, (one, other) => Math.Abs(one - other)))
                .DefaultIfEmpty(double.PositiveInfinity).Average()
            : null;

    // Noise swaps neighbours, so most of the likeliest are among those of the other answer.
    private static double? OfAlternatives(EndpointAnswers before, EndpointAnswers now)
    {
        (bool IsShown, double Apart)[] found =
        [
            .. before.Texts.Zip(now.Texts).SelectMany(pair => Apart(pair.First, pair.Second).Concat(Apart(pair.Second, pair.First))),
        ];
        return 2 * found.Count(one => one.IsShown) >= found.Length && found.Length > 0 ? found.Average(one => one.Apart) : null;
    }

    /// <summary>
    /// How far the likeliest alternatives of one answer are from the same in another, at least, which shows no more than its likeliest. The
    /// chance of those behind is too small to be told from noise.
    /// </summary>
    private static IEnumerable<(bool IsShown, double Apart)> Apart(EndpointAnswer one, EndpointAnswer other) => one.Tokens.Take(Likeliest).Select((token, i) =>
        other.Tokens.ToList().IndexOf(token) is >= 0 and var at ? (true, Math.Abs(one.LogProbs[i] - other.LogProbs[at]))
        : (false, Math.Max(0, one.LogProbs[i] - other.LogProbs.DefaultIfEmpty(double.NegativeInfinity).Min())));

    /// <summary>1 for the same text, 0 for none of it: by the fewest characters that make one of the other.</summary>
    private static double Likeness(string one, string other)
    {
        if (one.Length == 0 && other.Length == 0)
        {
            return 1;
        }

        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var corner = row[0]++;
            for (var j = 1; j <= other.Length; j++)
            {
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (one[i - 1] == other[j - 1] ? 0 : 1)));
            }
        }

        return 1 - (row[^1] / (double)Math.Max(one.Length, other.Length));
    }
}
