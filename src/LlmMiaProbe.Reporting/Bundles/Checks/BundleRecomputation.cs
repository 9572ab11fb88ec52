using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Computes scores and evaluation of a bundle again, by the code that computed them, from what was read of it.</summary>
internal sealed class BundleRecomputation(
    string folder, BundleManifest manifest, RunRecord run, BundleImport import, IProbeStore store, BundleFindings findings)
{
    // Other processors may round the last places of logarithms and sums differently.
    private const double ScoreTolerance = 1e-9;
    private const double EvaluationTolerance = 1e-12;

    private readonly bool _isSecond = manifest.Format == BundleManifest.Version2;

    public void Run()
    {
        try
        {
            var text = File.Exists(Path.Combine(folder, EvidenceBundle.Evaluation))
                ? BundleText.All(folder, EvidenceBundle.Evaluation, BundleLimits.Value) : null;
            using var evaluation = text is null ? null : StrictObject.Parse(text, EvidenceBundle.Evaluation);
            if (text is null || evaluation is null)
            {
                RequireNoScores("there is no evaluation");
            }
            else if (run.Settings.Task is MembershipTask)
            {
                CompareMembership(text, evaluation.RootElement);
            }
            else if (run.Settings.Task is ExtractionTask)
            {
                CompareExtraction(evaluation.RootElement);
            }
            else
            {
                new BundledCommand(run, import, store, findings).Compare(text, evaluation.RootElement);
            }
        }
        catch (BundleException error)
        {
            findings.Mismatch(error.Message);
        }
        catch (Exception error) when (error is ProbeException or JsonException or ArgumentException or InvalidOperationException or FormatException
            or OverflowException or NullReferenceException or KeyNotFoundException or ArithmeticException or IndexOutOfRangeException)
        {
            findings.Mismatch($"the run cannot be computed again from the bundle: {error.Message}");
        }
    }

    private void RequireNoScores(string reason)
    {
        findings.NotRecomputed($"the result ({reason})");
        if (BundleText.Lines(folder, EvidenceBundle.Scores).Any())
        {
            findings.Mismatch($"{EvidenceBundle.Scores} has scores, and {reason}");
        }
    }

    private void CompareMembership(string text, JsonElement stated)
    {
        var before = RunEvaluation.FromJson(text);
        _ = before.ToJson();
        if (run.Status != RunStatus.Finished)
        {
            RequireNoScores("the run did not finish");
            if (before.IsComplete)
            {
                findings.Mismatch($"{EvidenceBundle.Evaluation} says how the documents scored, and {EvidenceBundle.Run} that the run did not finish");
            }

            return;
        }

        var analysis = new RunAnalysis(store);
        var health = before.Health is null || import.WithoutText > 0 ? null : analysis.MeasureHealth(import.Run);
        if (health is null)
        {
            findings.NotRecomputed(before.Health is null
                ? $"what the texts alone tell ({EvidenceBundle.Evaluation} has nothing of it)"
                : $"what the texts alone tell ({Figures.Count(import.WithoutText, "text")} of {Figures.Count(import.Documents.Count)} are not in the "
                    + "bundle), and of the collections what words tell");
        }

        store.SetEvaluation(import.Run, (before with { Health = health ?? before.Health }).ToJson());
        var evaluation = analysis.Analyze(import.Run);
        var unknown = WithoutCompression(before);
        CompareScores(unknown);
        using var computed = JsonDocument.Parse(evaluation.ToJson());
        var comparison = new JsonComparison(findings, EvidenceBundle.Evaluation)
        {
            MayLack = !_isSecond,
            Tolerance = EvaluationTolerance,
            IsLeftOut = path => IsLeftOut(path, unknown),
        };
        comparison.Compare(stated, computed.RootElement);
        Count(evaluation, unknown, comparison);
        if (evaluation.Prefixes is not null || evaluation.Notes is not null)
        {
            findings.NotRecomputed("shots and notes (they are about files that are not in the bundle), and of the collections what words tell");
        }

        if (run.Settings.Rescored is not null)
        {
            findings.NotRecomputed("which attack is the headline (it was fixed by the run that gathered the evidence)");
        }
    }

    /// <summary>The attacks that rest on compressed lengths, where these are not known as the scores had them.</summary>
    private HashSet<string> WithoutCompression(RunEvaluation before)
    {
        var isOther = before.Compression != ZlibLengthMeter.Method;
        if (!isOther && import.WithoutZlib == 0)
        {
            return [];
        }

        HashSet<string> attacks = [.. run.Settings.ScoredAttacks.Where(
            attack => attack.StartsWith("zlib", StringComparison.Ordinal) || attack.StartsWith("combined", StringComparison.Ordinal))];
        if (attacks.Count > 0)
        {
            findings.NotRecomputed(
                $"{string.Join(", ", attacks.Order(StringComparer.Ordinal))}, the collections and what else was made of them "
                + (isOther ? "(their compressed lengths were measured by another version)" : "(compressed lengths are not in the bundle)"));
        }

        return attacks;
    }

    // Another run of the store may have kept the texts that this one was not to keep.
    private bool IsLeftOut(string path, HashSet<string> unknown) => (import.WithoutText > 0 && path is "collection.inference" or "collection.reason")
        || (unknown.Count > 0 && (path is "collection" or "exploration" or "compression" or "top" or "headline"
            || unknown.Any(attack => path == $"attacks['{attack}']" || path == $"decisions['{attack}']")));

    private void CompareScores(HashSet<string> unknown)
    {
        var (all, done, tested) = (0L, 0L, 0L);
        using var rows = ScoreExport.Rows(store, import.Run).GetEnumerator();
        import.Each(EvidenceBundle.Scores, (place, line) =>
        {
            var row = rows.MoveNext() ? rows.Current : throw new BundleException($"{place} is one more than documents and attacks have");
            all++;
            var stated = (Document: line.Text("document"), Label: line.Text("label"), Attack: line.Text("attack"));
            var (score, status, reason, isHeadline) = (line.NumberOrNull("score"), line.Text("status"), line.TextOrNull("reason"), line.Flag("headline"));
            var (p, adjusted) = (line.NumberOrNull("pValue"), line.NumberOrNull("adjustedPValue"));
            bool? discovery = p is null && line.IsNull("discovery") ? null : line.Flag("discovery");
            line.End();
            if ((stated.Document, stated.Attack) != (row.Document, row.Attack))
            {
                throw new BundleException(
                    $"{place} is of {BundleText.Quote(stated.Attack)} and document {BundleText.Quote(stated.Document)}; expected '{row.Attack}' and "
                        + $"'{row.Document}'");
            }

            Differ("label", stated.Label == row.Label, stated.Label, row.Label);
            if (unknown.Contains(row.Attack))
            {
                return;
            }

            done++;
            tested += row.Decision is null ? 0 : 1;
            Differ("score", Same(score, row.Score, ScoreTolerance), score, row.Score);
            Differ("status", status == row.Status, status, row.Status);
            Differ("reason", reason == row.Reason, reason, row.Reason);
            Differ("headline", isHeadline == row.IsHeadline || run.Settings.Rescored is not null, isHeadline, row.IsHeadline);
            Differ("p-value", Same(p, row.Decision?.PValue, EvaluationTolerance), p, row.Decision?.PValue);
            Differ("adjusted p-value", Same(adjusted, row.Decision?.AdjustedPValue, EvaluationTolerance), adjusted, row.Decision?.AdjustedPValue);
            Differ("discovery", discovery == row.Decision?.IsDiscovery, discovery, row.Decision?.IsDiscovery);

            void Differ(string what, bool isSame, object? one, object? other)
            {
                if (!isSame)
                {
                    findings.Mismatch($"{place}: the {what} of document {BundleText.Quote(row.Document)} by {row.Attack} is {Shown(one)}; computed again "
                        + $"it is {Shown(other)}");
                }
            }
        });
        if (rows.MoveNext())
        {
            findings.Mismatch($"{EvidenceBundle.Scores} ends before '{rows.Current.Attack}' and document {BundleText.Quote(rows.Current.Document)}");
        }

        findings.Recomputed("scores", done, all);
        findings.Recomputed("decisions with p-values", tested, tested);
    }

    private void Count(RunEvaluation evaluation, HashSet<string> unknown, JsonComparison comparison)
    {
        var attacks = evaluation.Attacks.Where(attack => attack.Auc is not null).ToList();
        findings.Recomputed("AUCs", attacks.Count(attack => !unknown.Contains(attack.Attack)), attacks.Count);
        findings.Recomputed($"numbers of {EvidenceBundle.Evaluation}", comparison.Numbers, comparison.Numbers);
        if (comparison.Lacking.Count > 0)
        {
            findings.NotRecomputed($"{string.Join(", ", comparison.Lacking.Take(5))} (an earlier version did not write it)");
        }
    }

    private void CompareExtraction(JsonElement stated)
    {
        if (!_isSecond)
        {
            findings.NotRecomputed("windows and coverage (a bundle of the first format has no windows)");
            return;
        }

        if (run.Status != RunStatus.Finished)
        {
            findings.NotRecomputed("windows and coverage (the run did not finish)");
            return;
        }

        // How conversations were put together cannot be seen in the bundle.
        store.SetEvaluation(import.Run, new ExtractionEvaluation([]) { Chat = ExtractionEvaluation.FromJson(stated.GetRawText()).Chat }.ToJson());
        var evaluation = new ExtractionAnalysis(store).Analyze(import.Run);
        using var computed = JsonDocument.Parse(evaluation.ToJson());
        var comparison = new JsonComparison(findings, EvidenceBundle.Evaluation) { Tolerance = EvaluationTolerance };
        comparison.Compare(stated, computed.RootElement);
        findings.Recomputed("measures of windows", evaluation.Documents.Sum(document => document.Summaries.Count),
            evaluation.Documents.Sum(document => document.Summaries.Count));
        findings.Recomputed($"numbers of {EvidenceBundle.Evaluation}", comparison.Numbers, comparison.Numbers);
    }

    private static bool Same(double? stated, double? computed, double tolerance) =>
        stated is { } one && computed is { } other ? JsonComparison.IsClose(one, other, tolerance) : stated is null && computed is null;

    private static string Shown(object? value) => value switch
    {
        null => "null",
        string text => BundleText.Quote(text),
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value}"),
    };
}
