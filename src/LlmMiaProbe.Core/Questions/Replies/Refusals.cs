using System.Text.RegularExpressions;
using LlmMiaProbe.Models;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Questions;

/// <summary>
/// Tells refusals, filters, "does not know" and failures from answers, by what an endpoint reports and by a list of English
/// phrases (<c>Refusals.txt</c>), outside of double quotes. A refusal in other words counts as an answer: look at the replies themselves.
/// </summary>
public static class Refusals
{
    private const string Resource = "Refusals.txt";
    private const int LookedAt = 300;

    /// <summary>In the order in which they are tried.</summary>
    public static IReadOnlyList<RefusalRule> Rules { get; } = Load();

    /// <param name="reply">Any reply.</param>
    /// <param name="truth">The text that was asked for, if it is known: a phrase that it contains is no refusal.</param>
    /// <returns>The kind, and what it was recognised by; null for an answer.</returns>
    public static (ReplyKind Kind, string? Reason) Judge(ChatReply reply, string? truth = null)
    {
        if (reply.Finish == FinishReason.Failed)
        {
            return (ReplyKind.Failed, reply.Failure ?? "no reason was given");
        }

        if (reply.Finish == FinishReason.Filtered)
        {
            return (ReplyKind.Filtered, reply.Detail.Finish ?? "withheld by the provider");
        }

        if (reply.Detail.Refusal is { Length: > 0 })
        {
            return (ReplyKind.Refused, "reported by the endpoint");
        }

        return string.IsNullOrWhiteSpace(reply.Text) ? (ReplyKind.Unclear, "empty") : Judge(reply.Text, truth);
    }

    /// <inheritdoc cref="Judge(ChatReply, string?)"/>
    public static (ReplyKind Kind, string? Reason) Judge(string reply, string? truth = null)
    {
        var plain = ComparisonForm.Of(reply);
        var beginning = plain.Length > LookedAt ? plain[..LookedAt] : plain;
        var known = truth is null ? "" : ComparisonForm.Of(truth);
        foreach (var rule in Rules)
        {
            if (rule.Pattern
                .Matches(beginning)
                .FirstOrDefault(match => !IsSpeech(beginning, match.Index) && !known.Contains(match.Value, StringComparison.Ordinal)) is { } match)
            {
                return (rule.Kind, match.Value);
            }
        }

        return (ReplyKind.Answered, null);
    }

    // People in books decline, too: within double quotes nothing counts.
    private static bool IsSpeech(string text, int at) => text.AsSpan(0, at).Count('"') % 2 == 1;

    private static List<RefusalRule> Load()
    {
        using var stream = typeof(Refusals).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {Resource}.");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').Select(Parse)];
    }

    private static RefusalRule Parse(string line)
    {
        var (kind, pattern) = (line[..line.IndexOf(' ', StringComparison.Ordinal)], line[line.IndexOf(' ', StringComparison.Ordinal)..].Trim());
        return new RefusalRule(
            kind == "refused"
                ? ReplyKind.Refused
                : kind == "unknowing"
                ? ReplyKind.Unknowing
                : throw new FormatException($"A rule of {Resource} has the kind {kind}."),
            new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking));
    }
}

/// <summary>One way to recognise a reply that is no answer.</summary>
/// <param name="Kind"><see cref="ReplyKind.Refused"/> or <see cref="ReplyKind.Unknowing"/>.</param>
/// <param name="Pattern">Searched for in the comparison form of the beginning of the reply.</param>
public sealed record RefusalRule(ReplyKind Kind, Regex Pattern);
