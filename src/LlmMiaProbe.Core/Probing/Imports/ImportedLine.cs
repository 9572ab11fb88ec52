using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Probing;

/// <summary>One line of imported evidence: the token scores of one text, and what the tokens spell.</summary>
/// <param name="Document">Id of the document.</param>
/// <param name="Role"><c>target</c> or <c>reference</c>; null if the line does not say.</param>
/// <param name="Variant">The text variant.</param>
/// <param name="Text">What the tokens spell.</param>
/// <param name="Scores">Of the tokens.</param>
/// <param name="Spelled">Bytes of UTF-8 of each token, the unscored first one included; empty if parts of characters hide them.</param>
/// <param name="HasIds">Whether the tokens are ids of a vocabulary.</param>
internal sealed record ImportedLine(
    string Document, string? Role, string Variant, string Text, TokenScores Scores, IReadOnlyList<byte[]> Spelled, bool HasIds)
{
    private const string PlainId = "plain";

    // Rounded log-probabilities of a few tokens may be the same.
    private const int MostAlike = 5;

    private static readonly JsonDocumentOptions s_options = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <exception cref="FormatException">The line is none; a clause that says what was expected.</exception>
    public static ImportedLine Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8, s_options);
            return Read(new ImportedColumns(json.RootElement));
        }
        catch (JsonException e)
        {
            throw new FormatException(
                $"the line is not valid JSON from byte {(e.BytePositionInLine ?? 0) + 1} on; expected one object "
                + "(a probability of 0 is written as null, beside \"unscoredFirstToken\": null, since JSON has no infinity)", e);
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("the line holds half a surrogate pair, which is no character", e);
        }
    }

    private static ImportedLine Read(ImportedColumns line)
    {
        if (line.Text("mask") is not null)
        {
            throw new FormatException("the line is of a chat record ('mask'), whose answers were scored after what was asked; only texts are imported");
        }

        var logProb = line.Numbers("logProb") ?? throw new FormatException($"the line has no 'logProb'; it has {line.Names}");
        var (saysFirst, first) = line.FirstToken();
        // Whoever says nothing of an unscored first token has null in its place; whoever does has null for a probability of 0.
        var skipped = !saysFirst && logProb.Length > 0 && logProb[0] is null ? 1 : 0;
        var count = logProb.Length - skipped;
        if (!saysFirst && Array.FindIndex(logProb, skipped, value => value is null) is >= 0 and var missing)
        {
            throw new FormatException($"the log-probability of token {missing + 1} is null; expected nats (null is for a first token that nothing precedes, "
                + "or for a probability of 0 in a line that has \"unscoredFirstToken\": null)");
        }

        var ids = line.Wholes("tokens", logProb.Length);
        var spelling = line.Spelling(logProb.Length, saysFirst && first is not null);
        double[] values = [.. logProb.Skip(skipped).Select(value => value ?? double.NegativeInfinity)];
        if (values.Length > MostAlike && values.All(value => value.Equals(values[0])))
        {
            throw new FormatException(FormattableString.Invariant(
                $"the line holds the log-probability {values[0]} for each of {values.Length} tokens, which no model gives; expected a number of each"));
        }

        if (ReportedLogProbs.WhyNone([.. values.Where(double.IsFinite)]) is { } reason)
        {
            throw new FormatException($"the line holds {reason}; expected natural logarithms of probabilities");
        }

        var numbers = ids ?? [.. spelling.Scored.Select(piece => TokenNumber.Of(null, piece.Shown))];
        var unscored = skipped == 1 ? numbers[0] : first;
        var scores = ScoresOf(line, [.. numbers.Skip(skipped)], values, unscored, skipped, ids is not null)
            .WithUnscoredBytes(skipped == 1 ? spelling.Scored[0].Bytes?.Length : spelling.First?.Bytes?.Length);
        if (count != scores.Count)
        {
            throw new InvalidOperationException("The columns were checked to be of one length.");
        }

        IReadOnlyList<ImportedPiece> all = spelling.First is { } piece ? [piece, .. spelling.Scored] : spelling.Scored;
        return new ImportedLine(
            line.Document(), line.Role(), line.Text("variant") ?? PlainId, TextOf(all, spelling.Text), scores,
            all.All(one => one.Bytes is not null) ? [.. all.Select(one => one.Bytes ?? [])] : [], ids is not null);
    }

    private static TokenScores ScoresOf(ImportedColumns line, int[] tokens, double[] values, int? unscored, int skipped, bool hasIds)
    {
        var length = tokens.Length + skipped;
        T[]? Rest<T>(T[]? column) => column?[skipped..];
        float[]? Singles(string name) => Rest(line.Numbers(name, length)) is { } column
            ? [.. column.Select((value, t) => (float)(value ?? throw new FormatException($"'{name}' of token {t + skipped + 1} is null; expected a number")))]
            : null;
        float[] logProb = [.. values.Select(value => (float)Math.Min(0, value))];
        var (rank, top1) = (Rest(line.Wholes("rank", length, skipped)), Rest(line.Wholes("top1", length, skipped)));
        var (top1LogProb, entropy, variance) = (Singles("top1LogProb"), Singles("entropy"), Singles("variance"));
        if (top1 is not null && !hasIds)
        {
            throw new FormatException("'top1' is a list of token ids and needs 'tokens' beside it");
        }

        if ((top1 is null) != (top1LogProb is null) || (entropy is null) != (variance is null))
        {
            throw new FormatException("'top1' and 'top1LogProb' belong together, and so do 'entropy' and 'variance'; expected both or neither");
        }

        if (entropy is not null && (rank is null || top1 is null))
        {
            throw new FormatException("'entropy' and 'variance' need 'rank', 'top1' and 'top1LogProb' beside them");
        }

        var scores = rank is not null && top1 is not null && top1LogProb is not null && entropy is not null && variance is not null
            ? new TokenScores(tokens, logProb, rank, top1, top1LogProb, entropy, variance, unscored)
            : TokenScores.OfLogProbs(tokens, logProb, unscored, rank, top1 is not null && top1LogProb is not null ? (top1, top1LogProb) : null);
        return ImpossibleScores.Find(scores, vocabulary: null, ImpossibleScores.SlackOfOthers) is { } clause ? throw new FormatException(clause) : scores;
    }

    /// <summary>The text: what exact pieces spell, or what the line says, if what is shown of the tokens agrees.</summary>
    private static string TextOf(IReadOnlyList<ImportedPiece> pieces, string? said)
    {
        if (pieces.All(piece => piece.Bytes is not null))
        {
            byte[] bytes = [.. pieces.SelectMany(piece => piece.Bytes ?? [])];
            var spelled = Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw new FormatException("the tokens together spell no valid UTF-8");
            return said is null || said == spelled || spelled == $" {said}"
                ? said ?? spelled
                : throw new FormatException("the tokens spell another text than 'text' says");
        }

        return said is null
            ? throw new FormatException(
                "tokens that are parts of characters are shown as U+FFFD, which hides what they spell: give 'text' beside them, "
                + "or the bytes of such a token as a list, such as [226, 128]")
            : ReportedSpelling.Begin([.. pieces.Select(piece => piece.Shown)], said) == 0 ? said
            : throw new FormatException("the tokens spell another text than 'text' says");
    }
}
