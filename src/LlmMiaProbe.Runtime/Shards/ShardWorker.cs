using System.Security.Cryptography;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runs;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Runtime;

/// <summary>Works on tasks of a plan.</summary>
/// <param name="folder">With the plan.</param>
/// <param name="program">Version of this program.</param>
/// <param name="time">Measures and dates.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed class ShardWorker(ShardFolder folder, string program, TimeProvider time, IProgress<ProbeProgress> progress)
{
    // What errors of stores say of runs that can be resumed, and what is true of a task.
    private const string Resume = "run `mia-probe resume`";
    private const string Again = "give the same command again";

    /// <summary>Opens models; hashes of their files may be kept in the store.</summary>
    public required Func<IProbeStore, StoredNumerics?, ModelProvider> Models { get; init; }

    /// <summary>See <see cref="ShardFolder.Begin"/>.</summary>
    public string? Scratch { get; init; }

    /// <summary>Told in a sentence what is not as it was planned and does no harm.</summary>
    public required Action<string> Note { get; init; }

    /// <summary>Asks one model about one part.</summary>
    /// <param name="index">Of the task.</param>
    /// <param name="model">Of the plan.</param>
    /// <param name="restart">See <see cref="ShardFolder.Begin"/>.</param>
    /// <param name="cancellationToken">Stops after the text under way; what was gathered is kept.</param>
    /// <exception cref="PrerequisiteException">
    /// Corpus or model are not those of the plan, another process works on the task, or something cannot be written.
    /// </exception>
    public async Task<ShardDone> WorkAsync(long index, ShardModel model, int? restart, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        using var attempt = folder.Begin(index, model.Role, restart, Scratch);
        try
        {
            PartOutcome outcome;
            string policy;
            try
            {
                (outcome, policy, _) = await GatherAsync(index, model, attempt, cancellationToken);
            }
            finally
            {
                attempt.Settle();
            }

            var done = new ShardDone
            {
                Plan = folder.Plan.Seal,
                Index = index,
                Role = model.Role,
                Restart = attempt.Restart,
                Texts = outcome.Texts,
                Cached = outcome.Cached,
                Failed = outcome.Failed,
                Attempts = outcome.Attempts,
                Tokens = outcome.Tokens,
                Seconds = time.GetElapsedTime(began).TotalSeconds,
                Ended = time.GetUtcNow(),
                Policy = policy,
                Stores = [.. folder.Attempts(index, model.Role).Select(one => new ShardStore(Path.GetFileName(one.File), HashOf(one.File)))],
            };
            folder.Report(done);
            return done;
        }
        catch (ProbeException e)
        {
            var reason = e.Message.Replace(Resume, Again, StringComparison.Ordinal);
            folder.TryReport(new ShardFailed(folder.Plan.Seal, index, model.Role, reason, time.GetUtcNow()));
            if (e is PrerequisiteException && reason != e.Message)
            {
                throw new PrerequisiteException(reason, e);
            }

            throw;
        }
    }

    /// <summary>Asks one model about the documents by which machines are compared, and compares its answers with those of kinds before it.</summary>
    /// <param name="model">Of the plan.</param>
    /// <param name="cancellationToken">Stops after the text under way; what was gathered is kept.</param>
    /// <exception cref="ConfigurationException">The answers of the plan are texts.</exception>
    /// <inheritdoc cref="WorkAsync" path="/exception"/>
    public async Task<ShardCalibration> CalibrateAsync(ShardModel model, CancellationToken cancellationToken)
    {
        _ = folder.Plan.PartOf(ShardFolder.Calibration);
        using var attempt = folder.Begin(ShardFolder.Calibration, model.Role, null, Scratch);
        try
        {
            PartOutcome outcome;
            string policy;
            NumericDifference? difference;
            try
            {
                (outcome, policy, difference) = await GatherAsync(ShardFolder.Calibration, model, attempt, cancellationToken);
            }
            finally
            {
                attempt.Settle();
            }

            var calibration = new ShardCalibration(folder.Plan.Seal, model.Role, attempt.Restart, policy, outcome.Texts, difference);
            folder.Report(calibration);
            return calibration;
        }
        catch (PrerequisiteException e) when (e.Message.Contains(Resume, StringComparison.Ordinal))
        {
            throw new PrerequisiteException(e.Message.Replace(Resume, Again, StringComparison.Ordinal), e);
        }
    }

    private async Task<(PartOutcome Outcome, string Policy, NumericDifference? Difference)> GatherAsync(
        long index, ShardModel model, ShardAttempt attempt, CancellationToken cancellationToken)
    {
        var (run, part, policy) = (folder.Plan.ReadSettings(), folder.Plan.PartOf(index), model.Policy);
        var (questions, isCalibration) = (folder.Plan.Questions?.Read(run), index == ShardFolder.Calibration);
        using var written = questions?.Writer is not null && model.Role != PartQuestions.WriterRole.Name ? folder.ReadWritten(index, attempt) : null;
        var earlier = new List<SqliteProbeStore>();
        try
        {
            earlier.AddRange((written?.Files ?? []).Select(SqliteProbeStore.OpenAlone));
            earlier.AddRange(attempt.Earlier.Select(one => OpenEarlier(one.File)).OfType<SqliteProbeStore>());
            using var own = SqliteProbeStore.OpenAlone(attempt.Store);
            if (!isCalibration)
            {
                own.SetShard(new ShardPlace(folder.Plan.Seal, (int)index, attempt.Restart));
            }

            var answers = new PartStore(own, earlier);
            var runner = new PartRunner(answers, answers, Models(own, null), time, program, progress)
            {
                TakesPlainTexts = folder.Plan.TakesPlainTexts,
                ScoresOnly = isCalibration,
                Opened = (opened, its) =>
                {
                    RequireSame(model, opened);
                    policy = opened.Fingerprint.Value == model.Fingerprint ? its : policy;
                },
            };
            runner.RequireSame(run, part, cancellationToken);
            var outcome = await GatherAsync(runner);
            NumericDifference? difference = null;
            if (isCalibration)
            {
                var numerics = new StoredNumerics(answers, acceptsMixed: true);
                await GatherAsync(new PartRunner(answers, answers, Models(own, numerics), time, program, progress)
                {
                    TakesPlainTexts = folder.Plan.TakesPlainTexts, ScoresOnly = true, AsksNobody = true,
                });
                difference = numerics.DifferenceOf(new ModelRole(model.Role));
            }

            if (policy != model.Policy)
            {
                Note(
                    $"{model.Role} was evaluated here in another way than where the plan was made, so that answers may differ in their last digits: {policy}");
            }

            return (outcome, policy, difference);
        }
        finally
        {
            earlier.ForEach(store => store.Dispose());
        }

        Task<PartOutcome> GatherAsync(PartRunner runner) =>
            folder.Plan.Order is { } order ? runner.GatherOrdersAsync(run, order, part, folder.Plan.Documents, cancellationToken)
            : questions is not null ? runner.AskAsync(run, questions, part, new ModelRole(model.Role), cancellationToken)
            : runner.GatherAsync(run, part, folder.Plan.Documents, new ModelRole(model.Role), cancellationToken);
    }

    private static void RequireSame(ShardModel planned, ModelDescription opened)
    {
        if (opened.Fingerprint.Value != planned.Fingerprint)
        {
            throw new PrerequisiteException(
                $"{opened.Name} is not the model of the plan (SHA-256 {opened.Fingerprint.Short} in place of "
                + $"{new ModelFingerprint(planned.Fingerprint).Short}): restore the file, or plan anew");
        }
    }

    /// <summary>Opening folds the log of a killed attempt into its store, so that it can be merged as one file.</summary>
    private SqliteProbeStore? OpenEarlier(string file)
    {
        try
        {
            return SqliteProbeStore.OpenAlone(file);
        }
        catch (PrerequisiteException e) when (!SqliteProbeStore.IsOfDevice(e))
        {
            File.Move(file, $"{file}.damaged", overwrite: true);
            Note($"an earlier attempt left a store that cannot be used, which is now {file}.damaged: {e.Message}");
            return null;
        }
    }

    private static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
