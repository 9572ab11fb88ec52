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
    /// <summary>Opens models; hashes of their files may be kept in the store.</summary>
    public required Func<IProbeStore, ModelProvider> Models { get; init; }

    /// <summary>See <see cref="ShardFolder.Begin"/>.</summary>
    public string? Scratch { get; init; }

    /// <summary>Told in a sentence what is not as it was planned and does no harm.</summary>
    public required Action<string> Note { get; init; }

    /// <summary>Asks one model about one part.</summary>
    /// <param name="index">Of the task.</param>
    /// <param name="model">Of the plan.</param>
    /// <param name="restart">See <see cref="ShardFolder.Begin"/>.</param>
    /// <param name="cancellationToken">Stops after the text under way; what was gathered is kept.</param>
    /// <exception cref="PrerequisiteException">Corpus or model are not those of the plan, or another process works on the task.</exception>
    public async Task<ShardDone> WorkAsync(long index, ShardModel model, int? restart, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var (run, part) = (folder.Plan.ReadSettings(), folder.Plan.Require(index));
        using var attempt = folder.Begin(index, model.Role, restart, Scratch);
        var earlier = new List<SqliteProbeStore>();
        var (outcome, policy) = (new PartOutcome(), model.Policy);
        try
        {
            earlier.AddRange(attempt.Earlier.Select(one => OpenEarlier(one.File)).OfType<SqliteProbeStore>());
            using var own = SqliteProbeStore.OpenAlone(attempt.Store);
            own.SetShard(new ShardPlace(folder.Plan.Seal, (int)index, attempt.Restart));
            var models = Models(own);
            var answers = new PartStore(own, earlier);
            var runner = new PartRunner(answers, answers, models, time, program, progress)
            {
                Opened = (opened, its) =>
                {
                    RequireSame(model, opened);
                    policy = opened.Fingerprint.Value == model.Fingerprint ? its : policy;
                },
            };
            runner.RequireSame(run, part, cancellationToken);
            outcome = await runner.GatherAsync(run, part, folder.Plan.Documents, new ModelRole(model.Role), cancellationToken);
        }
        catch (ProbeException e)
        {
            folder.Report(new ShardFailed(folder.Plan.Seal, index, model.Role, e.Message, time.GetUtcNow()));
            throw;
        }
        finally
        {
            earlier.ForEach(store => store.Dispose());
            attempt.Settle();
        }

        if (policy != model.Policy)
        {
            Note($"{model.Role} was evaluated here in another way than where the plan was made, so that answers may differ in their last digits: {policy}");
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
        catch (PrerequisiteException e)
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
