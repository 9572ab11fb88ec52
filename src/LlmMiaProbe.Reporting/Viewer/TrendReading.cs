using LlmMiaProbe.Gates;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting.Viewer;

/// <summary>One quantity of a gate in all finished runs of one corpus.</summary>
/// <param name="Anchor">The run by which the corpus is known.</param>
/// <param name="Quantity">What is read; null if such runs have nothing to read.</param>
/// <param name="IsByName">Whether the runs stand in order of their names, not of their beginnings.</param>
/// <param name="Points">A point a run, in that order.</param>
internal sealed record TrendReading(RunRecord Anchor, GateQuantity? Quantity, bool IsByName, IReadOnlyList<TrendPoint> Points)
{
    /// <summary>Runs that are read at most, the latest.</summary>
    public const int MostRuns = 200;

    public static IReadOnlyList<GateMeasure> MeasuresOf(RunRecord run) =>
    [
        .. GateMeasure.All.Where(measure => !measure.IsChange && measure.Source switch
        {
            GateSource.Membership => run.Settings.Task is MembershipTask,
            GateSource.Extraction => run.Settings.Task is ExtractionTask,
            GateSource.AnyRun => run.Settings.Task is not CommandTask,
            _ => false,
        }),
    ];

    /// <summary>All finished runs of the corpus of one, in the order of their numbers.</summary>
    public static IReadOnlyList<RunRecord> RunsOf(IEnumerable<RunRecord> runs, RunRecord anchor) =>
        [.. runs.Where(run => run.Status == RunStatus.Finished && RunWords.AreOfOneCorpus(run, anchor)).TakeLast(MostRuns)];

    public static TrendReading Read(IProbeStore store, RunRecord anchor, ViewerQuery query)
    {
        var runs = RunsOf(store.ListRuns(), anchor);
        var isByName = query.Text("order") == "name";
        var subjects = runs.Select(run => (Run: run, Subject: SubjectOf(store, run))).ToList();
        var measures = MeasuresOf(anchor);
        var measure = measures.FirstOrDefault(measure => measure.Name == query.Text("measure")) ?? (measures is [var usual, ..] ? usual : null);
        var quantity = measure is null ? null : QuantityOf(
            measure, query, subjects.Select(entry => entry.Subject.Found?.Membership).OfType<RunEvaluation>().LastOrDefault());
        if (isByName)
        {
            subjects.Sort((one, other) => CompareNames(SortName(one.Run), SortName(other.Run)));
        }

        return new TrendReading(
            anchor,
            quantity,
            isByName,
            quantity is null ? [] : [.. subjects.Select(entry => PointOf(entry.Run, entry.Subject.Found, entry.Subject.Why, quantity))]);
    }

    /// <summary>The attacks that a run of the corpus scored.</summary>
    public IEnumerable<string> Attacks =>
        Points.SelectMany(point => point.Run.Settings.ScoredAttacks).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>The name of the run, else of its model: checkpoints are told apart by one of them.</summary>
    public static string SortName(RunRecord run) => run.Name ?? RunWords.ModelOf(run);

    private static GateQuantity? QuantityOf(GateMeasure measure, ViewerQuery query, RunEvaluation? latest)
    {
        var quantity = new GateQuantity(measure);
        foreach (var argument in measure.Arguments)
        {
            switch (argument)
            {
                case GateArgument.Attack:
                    if ((query.Text("attack") ?? latest?.LeadingAttack) is not { } attack)
                    {
                        return null;
                    }

                    quantity = quantity with { Attack = new GatedAttack(attack.Split('(')[0], attack) };
                    break;
                case GateArgument.Level:
                    quantity = quantity with
                    {
                        Level = query.Level("level") is { } level && measure.Levels.Contains(level)
                            ? level
                            : measure.Levels[Math.Min(1, measure.Levels.Count - 1)],
                    };
                    break;
                default:
                    return null;
            }
        }

        return quantity;
    }

    private static (GateSubject? Found, string? Why) SubjectOf(IProbeStore store, RunRecord run)
    {
        try
        {
            return (new GateSubject
            {
                Name = $"run {Figures.Id(run.Id)}",
                Failed = run.Counts.Failed,
                Counts = run.Counts,
                Membership = run.Settings.Task is MembershipTask ? StoredEvaluation.Find(store, run.Id) : null,
                Extraction = run.Settings.Task is ExtractionTask ? Extraction.ExtractionEvaluation.Find(store, run.Id) : null,
            }, null);
        }
        catch (ProbeException error)
        {
            return (null, error.Message);
        }
    }

    private static TrendPoint PointOf(RunRecord run, GateSubject? subject, string? why, GateQuantity quantity)
    {
        var measured = subject is null ? new MeasuredQuantity(null, null, why) : GateTest.Measure(quantity, subject);
        return new TrendPoint(run, measured.Value, measured.Interval, measured.Reason);
    }

    // Numbers in names count as numbers, so that step-900 comes before step-1000.
    private static int CompareNames(string one, string other)
    {
        var (i, j) = (0, 0);
        while (i < one.Length && j < other.Length)
        {
            var (first, second) = (Digits(one, i), Digits(other, j));
            var order = first.Length > 0 && second.Length > 0
                ? first.TrimStart('0').Length.CompareTo(second.TrimStart('0').Length) is var length and not 0
                    ? length
                    : string.CompareOrdinal(first.TrimStart('0'), second.TrimStart('0'))
                : one[i].CompareTo(other[j]);
            if (order != 0)
            {
                return order;
            }

            (i, j) = (i + Math.Max(1, first.Length), j + Math.Max(1, second.Length));
        }

        return (one.Length - i).CompareTo(other.Length - j);
    }

    private static string Digits(string text, int from)
    {
        var end = text.AsSpan(from).IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text[from..] : text.Substring(from, end);
    }
}

/// <param name="Run">A run.</param>
/// <param name="Value">Null if there is none.</param>
/// <param name="Interval">95%; null if there is none.</param>
/// <param name="Reason">Why there is no value; null if there is one.</param>
internal sealed record TrendPoint(RunRecord Run, double? Value, Interval? Interval, string? Reason);
