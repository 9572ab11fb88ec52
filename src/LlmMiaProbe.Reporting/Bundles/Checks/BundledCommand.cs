using System.Text.Json;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Computes again what a command found that scores no documents, as far as the attempts tell.</summary>
internal sealed class BundledCommand(RunRecord run, BundleImport import, IProbeStore store, BundleFindings findings)
{
    public void Compare(string text, JsonElement stated)
    {
        store.SetEvaluation(import.Run, text);
        var output = CommandOutput.Find(store, run with { Id = import.Run });
        if (output is null)
        {
            findings.Mismatch($"{EvidenceBundle.Evaluation} is no sound result of {run.Settings.Task.Description}");
            return;
        }

        var computed = output switch
        {
            SecretOutput secret => Again(secret),
            WholeWorkOutput work => Again(work),
            _ => null,
        };
        if (computed is null)
        {
            findings.NotRecomputed($"the result of {run.Settings.Task.Description} (not all that it rests on is in a bundle; attempts, documents and "
                + "counts were checked)");
            return;
        }

        using var again = JsonDocument.Parse((computed with { Usage = output.Usage }).ToStored());
        var comparison = new JsonComparison(findings, EvidenceBundle.Evaluation) { Tolerance = 1e-12 };
        comparison.Compare(stated, again.RootElement);
        findings.Recomputed($"numbers of {EvidenceBundle.Evaluation}", comparison.Numbers, comparison.Numbers);
    }

    /// <summary>The completions of all attempts, cut as the command says.</summary>
    private CommandOutput? Again(SecretOutput stated)
    {
        var words = CommandWords.Split((run.Settings.Task as CommandTask)?.Command ?? "");
        string[] stops = [.. words.Zip(words.Skip(1)).Where(pair => pair.First == "--stop").Select(pair => Unescaped(pair.Second))];
        var (target, reference) = (Completions(ModelRole.Target), Completions(ModelRole.Reference));
        if (target.Count == 0)
        {
            findings.Mismatch($"{EvidenceBundle.Evaluation} is about {stated.Samples} completions, and {EvidenceBundle.Attempts} has none");
            return null;
        }

        return SecretOutput.Of(0, words.Count > 2 ? words[2] : "", SecretConsistency.Of(target, reference), target) with { Run = null };

        List<string> Completions(ModelRole role) =>
        [
            .. store.ReadAttempts(import.Run)
                .Where(entry => entry.Use.Role == role && entry.Use.Purpose == AttemptPurpose.Secret && entry.Attempt.Outcome.Failure is null)
                .Select(entry => SecretCompletions.Cut(entry.Attempt.Outcome.Text, stops)),
        ];
    }

    private static string Unescaped(string stop) => stop.Replace(@"\n", "\n", StringComparison.Ordinal).Replace(@"\t", "\t", StringComparison.Ordinal);

    /// <summary>The pieces of the output, against as much of the work as the result says was asked for.</summary>
    private CommandOutput? Again(WholeWorkOutput stated)
    {
        List<Attempt> pieces = [.. store.ReadAttempts(import.Run).Where(entry => entry.Use.Purpose == AttemptPurpose.WholeWork).Select(entry => entry.Attempt)];
        var text = import.Documents.Values.Select(document => store.FindText(document.Facts.Hash)).FirstOrDefault();
        if (pieces.Count == 0 || text is null)
        {
            return null;
        }

        var (seed, produced) = (pieces[0].PromptText, string.Concat(pieces.Select(piece => piece.Outcome.Text)));
        if (stated.OriginalCharacters > text.Length - seed.Length || produced.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return null;
        }

        var work = new WholeWork(
            seed,
            text.Substring(seed.Length, stated.OriginalCharacters),
            produced,
            pieces.Sum(piece => piece.Outcome.Tokens.Length),
            pieces.Count,
            pieces[^1].Outcome.Finish,
            pieces[^1].Outcome.Failure);
        return WholeWorkOutput.Of(0, work, work.Recall()) with { Run = null, Given = null, Produced = null };
    }
}
