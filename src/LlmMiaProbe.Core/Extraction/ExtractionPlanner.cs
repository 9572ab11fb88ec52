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
        var passes = new List<PlannedPass>();
        var (documents, defects) = (0L, 0L);
        var cutter = new WindowCutter(models, settings, extraction);
        foreach (var role in ExtractionRun.Roles(settings))
        {
            using var scorer = models.Open(role, settings);
            var windows = ExtractionRun.Require(scorer);
            using var plan = cutter.For(role, windows);
            var questions = new WindowQuestions(role, windows, extraction, settings.Seed);
            // 64 bits of each key: windows that occur twice are decoded once.
            var planned = new HashSet<ulong>();
            var (texts, cached, without, tokens) = (0L, 0L, 0L, 0L);
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
                foreach (var (text, answers) in AboutAll(plan.Windows, questions, document.Text))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    texts++;
                    var isKnown = !planned.Add(Convert.ToUInt64(text.Key.Hex[..16], 16)) || (store is not null && answers.All(answer => store.HasEvidence(answer.Key)));
                    (cached, tokens) = isKnown ? (cached + 1, tokens) : (cached, tokens + text.InputTokens);
                    progress.Report(new ProbeProgress($"counting windows of {role}", texts, null, 0, 0, 0));
                }

                without += texts == before ? 1 : 0;
            }

            passes.Add(new PlannedPass(role, scorer.Model, scorer.Policy, string.Join(", ", questions.Requests), texts, cached, without, texts - cached, tokens, scorer.Model.FileSize + scorer.WorkingMemory));
        }

        return new ExtractionPlan(documents, defects, passes);
    }

    private static IEnumerable<(Models.PreparedText Text, IReadOnlyList<(string Request, Evidence.EvidenceKey Key)> Answers)> AboutAll(IWindowPlan planner, WindowQuestions questions, string text)
    {
        using var windows = planner.Plan(text).GetEnumerator();
        while (TryMove(windows))
        {
            foreach (var question in questions.About(windows.Current))
            {
                yield return question;
            }
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
