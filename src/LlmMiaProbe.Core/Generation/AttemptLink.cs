using System.Globalization;
using System.Runtime.InteropServices;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>
/// A use of an attempt in the chain of its segment. Each link hashes the one before it, so that an attempt which is dropped, added or
/// changed later alters every link after it, and with them the head that earlier bundles state.
/// </summary>
/// <param name="Segment">See <see cref="AttemptSegment"/>.</param>
/// <param name="Number">1, 2, ... within the segment, without a gap.</param>
/// <param name="Run">Number of the run in the store that made the segment.</param>
/// <param name="Digest">SHA-256 of the use and the attempt (<see cref="DigestOf"/>), 64 hexadecimal digits.</param>
/// <param name="Hash">SHA-256 of the link before it, the number, the run and the digest, 64 hexadecimal digits.</param>
public sealed record AttemptLink(string Segment, long Number, long Run, string Digest, string Hash)
{
    /// <summary>What the first link of a segment follows.</summary>
    public static string Beginning(string segment)
    {
        using var hash = new FramedHash("attempt segment/1");
        return hash.Add(segment).FinishHex();
    }

    /// <param name="before">Hash of the link before it, or <see cref="Beginning"/>.</param>
    /// <param name="number">Its number.</param>
    /// <param name="run">Its run.</param>
    /// <param name="digest">Its digest.</param>
    public static string HashOf(string before, long number, long run, string digest)
    {
        using var hash = new FramedHash("attempt link/1");
        return hash.Add(before).Add(number).Add(run).Add(digest).FinishHex();
    }

    /// <summary>Covers all that a bundle shows of an attempt. Texts and token ids come in as hashes of their own.</summary>
    public static string DigestOf(AttemptUse use, Attempt attempt)
    {
        ArgumentNullException.ThrowIfNull(use);
        ArgumentNullException.ThrowIfNull(attempt);
        var (outcome, request) = (attempt.Outcome, attempt.Outcome.Request);
        using var hash = new FramedHash("attempt/1");
        return hash
            .Add(use.Document?.Hex).Add(use.Role.Name).Add(use.Purpose)
            .Add(attempt.Key.Hex).Add(attempt.Model.Value).Add(attempt.Policy)
            .AddReal(request.Scheme.Temperature).Add(request.Scheme.TopK).AddReal(request.Scheme.TopP)
            .Add(request.Seed).Add(request.Sample).Add(request.MaxTokens)
            .Add(HashOf(request.Prompt, attempt.PromptText)).Add(HashOf(outcome.Tokens, outcome.Text))
            .Add(outcome.Finish.ToString()).Add(outcome.Failure).Add(HashOf(outcome.Detail))
            .Add(attempt.ToolVersion).Add(attempt.Made.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))
            .FinishHex();
    }

    private static string HashOf(int[] tokens, string text)
    {
        using var hash = new FramedHash("attempt text/1");
        return hash.Add(MemoryMarshal.AsBytes<int>(tokens)).Add(text).FinishHex();
    }

    private static string? HashOf(AnswerDetail? detail)
    {
        if (detail is null)
        {
            return null;
        }

        using var hash = new FramedHash("answer detail/1");
        hash.Add(detail.ReportedModel).Add(detail.SystemFingerprint).Add(detail.Finish).Add(detail.Refusal).Add(detail.PromptHash)
            .Add(detail.PromptTokens).Add(detail.CompletionTokens);
        foreach (var alternative in detail.FirstToken)
        {
            hash.Add(alternative.Text).AddReal(alternative.LogProb);
        }

        return hash.FinishHex();
    }
}

/// <summary>Where attempts were put on record, one after the other: a store, or a shard of a run.</summary>
/// <param name="Id">32 hexadecimal digits, drawn when the store was made.</param>
/// <param name="Begun">When.</param>
/// <param name="Links">Links in its chain.</param>
/// <param name="Head">Hash of the last one, or <see cref="AttemptLink.Beginning"/>; 64 hexadecimal digits.</param>
public sealed record AttemptSegment(string Id, DateTimeOffset Begun, long Links, string Head);
