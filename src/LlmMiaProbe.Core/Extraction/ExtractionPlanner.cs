using LlmMiaProbe.Corpora;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>Counts what an extraction would cost by cutting its windows; loads no weights and writes nothing.</summary>
/// <param name="store">Null if there is no store yet.</param>
/// <param name="models">Opens the models.</param>
/// <param name="progress">Told as windows are counted.</param>
public sealed class ExtractionPlanner(IProbeStore? store, IModelProvider models, IProgress<ProbeProgress> progress)
{
    /// <exception cref="ConfigurationException">The windows do not fit the model.</exception>
    public ExtractionPlan Plan(RunSettings settings, ExtractionSettings extraction, CancellationToken cancellationToken)
    {
        var (passes, draws) = (new List<PlannedPass>(), new List<PlannedGeneration>());
        var (documents, defects) = (0L, 0L);
        var cutter = new WindowCutter(models, settings, extraction);
        foreach (var role in ExtractionRun.Roles(settings))
        {
            using var scorer = models.OpenWindows(role, settings);
            using var plan = cutter.For(role, scorer);
            var questions = new WindowQuestions(role, scorer, extraction, settings.Seed);
            // 64 bits of each key: windows that occur twice are decoded once.
            var planned = new HashSet<ulong>();
            var (texts, cached, without, passesNeeded, tokens) = (0L, 0L, 0L, 0L, 0L);
            using var generator = extraction.Draws > 0 ? models.OpenGenerator(role, settings) : null;
            var drawn = generator is null ? null : new GenerationTally(store, generator);
            (documents, defects) = (0, 0);
            foreach (var (entry, _) in RunCorpus.Read(settings))
            {
                defects += entry.Defect is null ? 0 : 1;
                if (entry.Document is not { } document)
                {
                    continue;
                }

                documents++;
                var before = texts;
                foreach (var window in All(plan.Windows, document.Text))
                {
                    if (generator is not null)
                    {
                        drawn?.Add([.. DrawPass.After(window, ContentHash.Of(document.Text), role, generator, extraction, settings.Seed)]);
                    }

                    foreach (var (text, answers) in questions.About(window))
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        texts++;
                        var isKnown = !planned.Add(Convert.ToUInt64(text.Key.Hex[..16], 16)) || (store is not null && answers.All(answer => store.HasEvidence(answer.Key)));
                        (cached, passesNeeded, tokens) = isKnown ? (cached + 1, passesNeeded, tokens) : (cached, passesNeeded + text.Windows, tokens + text.InputTokens);
                        progress.Report(new ProbeProgress($"counting windows of {role}", texts, null, 0, 0, 0));
                    }
                }

                without += texts == before ? 1 : 0;
                if (texts == before)
                {
                    drawn?.AddTooShort();
                }
            }

            passes.Add(new PlannedPass(role, scorer.Model, scorer.Policy, string.Join(", ", questions.Requests), texts, cached, without, passesNeeded, tokens, scorer.Model.FileSize + scorer.WorkingMemory));
            if (generator is not null && drawn is not null)
            {
                draws.Add(new PlannedGeneration(role, generator.Model, generator.Policy, $"{extraction.Draws} draws after each prefix, {extraction.DrawScheme.Id}", drawn.Cost));
            }
        }

        return new ExtractionPlan(documents, defects, passes, draws);
    }

    private static IEnumerable<ExtractionWindow> All(IWindowPlan plan, string text)
    {
        using var windows = plan.Plan(text).GetEnumerator();
        while (TryMove(windows))
        {
            yield return windows.Current;
        }
    }

    // A document that the tokenizer cannot take fails in the run and costs no more.
    private static bool TryMove(IEnumerator<ExtractionWindow> windows)
    {
        try
        {
            return windows.MoveNext();
        }
        catch (ModelException)
        {
            return false;
        }
    }
}
