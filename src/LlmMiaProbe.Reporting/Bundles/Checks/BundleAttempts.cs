using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Whether the attempts of a bundle fit its documents, its models and each other.</summary>
/// <param name="import">Reads the bundle.</param>
/// <param name="run">The run as stated.</param>
/// <param name="store">Receives the attempts.</param>
/// <param name="findings">Receives what is wrong.</param>
internal sealed class BundleAttempts(BundleImport import, RunRecord run, IProbeStore store, BundleFindings findings)
{
    private readonly Dictionary<(string Document, string Series), List<int>> _chains = [];
    private readonly Dictionary<string, int> _outcomes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _models = [.. run.Models.Select(model => model.Model.Fingerprint.Value)];
    private readonly HashSet<string> _documents = [.. import.Documents.Values.Select(document => document.Facts.Hash.Hex)];

    private readonly List<(string Place, string Digest)> _digests = [];

    /// <summary>See <see cref="AttemptLink.DigestOf"/>; in the order of the file.</summary>
    public IReadOnlyList<(string Place, string Digest)> Digests => _digests;

    public long All { get; private set; }

    public long Failed { get; private set; }

    public void Read(DateTimeOffset latest) => import.Each(EvidenceBundle.Attempts, (place, line) =>
    {
        All++;
        var read = AttemptJson.Read(line, import.IsSecond);
        var (use, attempt) = (read.Use, read.Attempt);
        Failed += attempt.Outcome.Failure is null ? 0 : 1;
        if (attempt.Key.Hex != read.Key)
        {
            findings.Mismatch($"{place}: the key is not that of model, policy, prompt and decoding");
        }

        if (!_models.Contains(attempt.Model.Value))
        {
            findings.Mismatch($"{place}: the model {BundleText.Quote(attempt.Model.Short)} is none of the run's");
        }

        if (attempt.Made > latest)
        {
            findings.Mismatch($"{place}: it was made at {attempt.Made:u}, which is to come");
        }

        if (attempt.Outcome.Failure is null)
        {
            RequireOneOutcome(place, attempt);
        }

        if (use.Document is { } document && !_documents.Contains(document.Hex))
        {
            findings.Mismatch($"{place}: the document {document.Hex} is not listed in {EvidenceBundle.Documents}");
        }
        else if (AttemptPurpose.IsQuestion(use.Purpose))
        {
            CheckQuestion(place, attempt);
        }
        else if (use.Document is { } of)
        {
            CheckGiven(place, of.Hex, read);
        }

        _digests.Add((place, AttemptLink.DigestOf(use, attempt)));
        store.AddAttempt(import.Run, use, attempt);
    });

    /// <summary>What was asked once is not asked again, so one key has one outcome.</summary>
    private void RequireOneOutcome(string place, Attempt attempt)
    {
        var outcome = new HashCode();
        outcome.Add(attempt.Outcome.Text, StringComparer.Ordinal);
        Array.ForEach(attempt.Outcome.Tokens, token => outcome.Add(token));
        if (!_outcomes.TryAdd(attempt.Key.Hex, outcome.ToHashCode()) && _outcomes[attempt.Key.Hex] != outcome.ToHashCode())
        {
            findings.Mismatch($"{place}: the same was asked before, and something else came");
        }

        var isPacked = run.Models.Any(model => model.Model.Fingerprint == attempt.Model && model.Model.IsHosted);
        if (!isPacked && attempt.Outcome.Tokens.Length > attempt.Outcome.Request.MaxTokens)
        {
            findings.Mismatch($"{place}: {attempt.Outcome.Tokens.Length} tokens came, and {attempt.Outcome.Request.MaxTokens} were asked for at most");
        }

        if (isPacked && PackedText.Text(attempt.Outcome.Tokens) is var spelled && attempt.Outcome.Tokens.Length > 0 && spelled != attempt.Outcome.Text)
        {
            findings.Mismatch($"{place}: the numbers of the answer do not spell its text");
        }
    }

    /// <summary>A question is made of a document and a prompt; its numbers, which the key rests on, spell it.</summary>
    private void CheckQuestion(string place, Attempt attempt)
    {
        if (PackedText.Text(attempt.Outcome.Request.Prompt) != attempt.PromptText)
        {
            findings.Mismatch($"{place}: the numbers of the question do not spell its text");
        }
    }

    /// <summary>
    /// What was given is the document's beginning, or that of its window (but for a character cut in two), or the end of what an earlier
    /// attempt of the same series was given and produced.
    /// </summary>
    private void CheckGiven(string place, string document, BundledAttempt read)
    {
        var (attempt, purpose) = (read.Attempt, read.Use.Purpose);
        var text = store.FindText(new Corpora.ContentHash(document));
        var chain = _chains.GetValueOrDefault((document, read.Series));
        int[] after = [.. attempt.Outcome.Request.Prompt, .. attempt.Outcome.Tokens];
        if (text is null || StandsAt(text, AttemptPurpose.StartOfWindow(purpose) ?? 0, attempt.PromptText.TrimEnd('\uFFFD')))
        {
            _chains[(document, read.Series)] = [.. after];
        }
        else if (purpose == AttemptPurpose.WholeWork && chain is not null && EndsWith(chain, attempt.Outcome.Request.Prompt))
        {
            chain.AddRange(attempt.Outcome.Tokens);
        }
        else
        {
            findings.Mismatch($"{place}: the given text is neither the beginning of its document or window nor what the attempt before ended with");
        }
    }

    private static bool StandsAt(string text, int start, string given) =>
        start <= text.Length && text.AsSpan(start).StartsWith(given, StringComparison.Ordinal);

    private static bool EndsWith(List<int> chain, int[] prompt) =>
        prompt.Length <= chain.Count && chain.Skip(chain.Count - prompt.Length).SequenceEqual(prompt);
}
