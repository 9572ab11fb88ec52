using System.Globalization;
using System.Security.Cryptography;
using LlmMiaProbe.Files;
using LlmMiaProbe.Runs;

namespace LlmMiaProbe.Runtime;

/// <summary>
/// A folder with a plan and what becomes of its tasks. Nobody writes to a file of somebody else: each attempt at a task has a store of its own
/// (<c>shards/0007-target.r1.db</c>), and a task is done when <c>done/0007-target.json</c> is in its place.
/// </summary>
internal sealed class ShardFolder
{
    /// <summary>In place of a task: the first documents, asked of each kind of machine.</summary>
    public const long Calibration = -1;

    private const string PlanFile = "plan.json";
    private const string NameTheFolder = "name the folder that 'mia-probe shard plan' made";
    private const string MoveAway = "move it away, and the task is done again";

    private readonly string _path;

    private ShardFolder(string path, ShardPlan plan) => (_path, Plan) = (path, plan);

    public ShardPlan Plan { get; }

    public string Path => _path;

    /// <summary>Of all stores, as merging takes them.</summary>
    public string Stores => System.IO.Path.Combine(_path, "shards");

    /// <summary>Where schedulers write what tasks print.</summary>
    public string Logs => System.IO.Path.Combine(_path, "logs");

    /// <summary>Reads the plan of a folder, or a plan by its file.</summary>
    /// <param name="path">A folder, or the file in it.</param>
    /// <param name="program">Version of this program.</param>
    /// <exception cref="PrerequisiteException">There is none.</exception>
    /// <exception cref="ConfigurationException">It was altered, or is of another version.</exception>
    public static ShardFolder Open(string path, string program)
    {
        var folder = File.Exists(path) ? System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) ?? "." : path;
        var file = System.IO.Path.Combine(folder, PlanFile);
        var plan = ShardJson.Read<ShardPlan>(file, "plan", NameTheFolder) ?? throw new PrerequisiteException(IsClosed(folder)
            ? $"{folder} may not be read by you: plans are made for their owner alone, who can give permissions on the folder and what is in it"
            : $"there is no {PlanFile} in {folder}: {NameTheFolder}");
        plan.RequireUsable(file, program);
        return new ShardFolder(System.IO.Path.GetFullPath(folder), plan);
    }

    // What a folder holds that may not be searched seems not to be there.
    private static bool IsClosed(string folder)
    {
        try
        {
            _ = Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>Sees that a folder can take a plan.</summary>
    /// <exception cref="ConfigurationException">It holds something.</exception>
    public static void RequireNew(string path)
    {
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new ConfigurationException($"-o {path} holds something already: name a folder that is new or empty, so that no two plans mix.");
        }
    }

    /// <summary>Makes the folder; the plan itself is written last.</summary>
    /// <param name="path">New or empty.</param>
    /// <param name="plan">What is to be done.</param>
    /// <param name="files">Beside the plan, by name.</param>
    public static ShardFolder Create(string path, ShardPlan plan, IReadOnlyDictionary<string, string> files)
    {
        var folder = new ShardFolder(System.IO.Path.GetFullPath(path), plan);
        foreach (var part in new[] { folder.Path, folder.Stores, folder.Logs, folder.PathOf("done"), folder.PathOf("failed") })
        {
            PrivateFile.CreateFolder(part);
        }

        foreach (var (name, text) in files)
        {
            PrivateFile.WriteNewText(folder.PathOf(name), text);
        }

        PrivateFile.WriteNewText(folder.PathOf(PlanFile), ShardJson.Write(plan));
        return folder;
    }

    /// <summary>What a finished task reported; null if it is not done, or if a store that it names is not there any more.</summary>
    /// <exception cref="ConfigurationException">It was reported for another plan, or is no report.</exception>
    public ShardDone? Done(long index, string role)
    {
        var file = PathOf("done", $"{NameOf(index, role)}.json");
        var done = ShardJson.Read<ShardDone>(file, "report of a task", MoveAway);
        return done is null ? null
            : done.Plan != Plan.Seal || done.Index != index || done.Role != role || done is not { Texts: >= 0, Failed: >= 0, Tokens: >= 0, Seconds: >= 0 }
            ? throw new ConfigurationException($"{file} was reported for another plan or task: {MoveAway}.")
            : done.Stores.Any(store => store.File == System.IO.Path.GetFileName(StoreOf(index, role, done.Restart)))
                && done.Stores.All(store => File.Exists(System.IO.Path.Combine(Stores, System.IO.Path.GetFileName(store.File))))
            ? done
            : null;
    }

    /// <summary>Whether the store of the attempt that finished a task is as it was reported. Earlier ones may be folded by whoever reads them.</summary>
    public bool IsIntact(ShardDone done)
    {
        var file = StoreOf(done.Index, done.Role, done.Restart);
        using var stream = File.OpenRead(file);
        return done.Stores.Any(store =>
            store.File == System.IO.Path.GetFileName(file) && store.Sha256 == Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    /// <summary>Why a task ended without being done; null if it did not end, or is done.</summary>
    public ShardFailed? Failed(long index, string role) =>
        ShardJson.Read<ShardFailed>(PathOf("failed", $"{NameOf(index, role)}.json"), "report of a task", MoveAway) is { } failed && failed.Plan == Plan.Seal
            ? failed
            : null;

    /// <summary>What each kind of machine reported of a calibration, in the order of attempts.</summary>
    public IReadOnlyList<ShardCalibration> Calibrations(string role) =>
    [
        .. Attempts(Calibration, role)
            .Select(attempt => PathOf("done", CalibrationOf(role, attempt.Restart)))
            .Select(file => ShardJson.Read<ShardCalibration>(file, "report of a calibration", "move it away"))
            .OfType<ShardCalibration>()
            .Where(calibration => calibration.Plan == Plan.Seal && calibration.Role == role),
    ];

    /// <summary>Puts the report of a calibration into its place.</summary>
    /// <exception cref="PrerequisiteException">It cannot be written.</exception>
    public void Report(ShardCalibration calibration) =>
        Put("done", System.IO.Path.GetFileNameWithoutExtension(CalibrationOf(calibration.Role, calibration.Restart)), ShardJson.Write(calibration));

    /// <summary>Whether somebody works on a task, as far as this machine can tell.</summary>
    public bool IsHeld(long index, string role) => Attempts(index, role).Any(attempt => ShardLock.IsHeld(LockOf(index, role, attempt.Restart)));

    /// <summary>Whether anybody ever did.</summary>
    public bool IsBegun(long index, string role) => Attempts(index, role).Count > 0;

    /// <summary>Stores of earlier attempts, oldest first.</summary>
    public IReadOnlyList<(int Restart, string File)> Attempts(long index, string role)
    {
        var name = NameOf(index, role);
        return Directory.Exists(Stores)
            ?
            [
                .. Directory.EnumerateFiles(Stores, $"{name}.r*.db")
                    .Select(file => (Restart: RestartOf(System.IO.Path.GetFileName(file), name), File: file))
                    .Where(attempt => attempt.Restart >= 0)
                    .OrderBy(attempt => attempt.Restart),
            ]
            : [];
    }

    /// <summary>Begins an attempt that nobody else works on.</summary>
    /// <param name="index">Of the task.</param>
    /// <param name="role">Of the model.</param>
    /// <param name="restart">What the scheduler says how often it began the task before; null if nobody counts.</param>
    /// <param name="scratch">A folder of this machine where the store is written before it is moved to its place; null to write it there at once.</param>
    /// <exception cref="PrerequisiteException">Somebody works on the task, or nothing can be written.</exception>
    public ShardAttempt Begin(long index, string role, int? restart, string? scratch)
    {
        var earlier = Attempts(index, role);

        // Who counts restarts has seen the others end, even if a network file system still believes in them.
        if (earlier.Where(attempt => restart is not { } number || attempt.Restart >= number)
            .Any(attempt => ShardLock.IsHeld(LockOf(index, role, attempt.Restart))))
        {
            throw Busy(index, role);
        }

        var next = Math.Max(restart ?? 0, earlier.Count == 0 ? 0 : earlier[^1].Restart + 1);
        var held = Written(Stores, () =>
        {
            PrivateFile.CreateFolder(Stores);
            return ShardLock.TryTake(LockOf(index, role, next));
        }) ?? throw Busy(index, role);
        return new ShardAttempt(
            next,
            StoreOf(index, role, next),
            [.. earlier.Where(attempt => !ShardLock.IsHeld(LockOf(index, role, attempt.Restart)))],
            scratch is null ? null : System.IO.Path.Combine(scratch, $"mia-probe-{Guid.NewGuid():N}"),
            held);
    }

    /// <summary>Copies of what a model wrote for others in a task, since several may read it at the same time and none may lock it.</summary>
    /// <param name="index">Of the task.</param>
    /// <param name="attempt">Of another model at the same task.</param>
    /// <exception cref="PrerequisiteException">The task of the model that writes is not done, or its stores cannot be copied.</exception>
    public ShardCopies ReadWritten(long index, ShardAttempt attempt)
    {
        var writer = PartQuestions.WriterRole.Name;
        if (Done(index, writer) is null)
        {
            throw new PrerequisiteException(
                $"task {index} of {_path} asks about what {writer} writes in its own task {index}, which is not done: work on that first (--role {writer})");
        }

        return Written(attempt.Store, () => new ShardCopies(
        [
            .. Attempts(index, writer).Select((one, i) =>
            {
                PrivateFile.CreateFolder(System.IO.Path.GetDirectoryName(attempt.Store) ?? ".");
                var copy = string.Create(CultureInfo.InvariantCulture, $"{attempt.Store}.{writer}{i}");
                File.Copy(one.File, copy, overwrite: true);
                return copy;
            }),
        ]));
    }

    /// <summary>Puts the report of a finished task into its place.</summary>
    /// <exception cref="PrerequisiteException">It cannot be written.</exception>
    public void Report(ShardDone done)
    {
        Put("done", NameOf(done.Index, done.Role), ShardJson.Write(done));
        File.Delete(PathOf("failed", $"{NameOf(done.Index, done.Role)}.json"));
    }

    /// <summary>Puts on record why a task ended without being done. Where that cannot be written, the task is one that is left.</summary>
    public void TryReport(ShardFailed failed)
    {
        try
        {
            Put("failed", NameOf(failed.Index, failed.Role), ShardJson.Write(failed));
        }
        catch (PrerequisiteException)
        {
            // The disk that is full, as a rule; whoever started the task is told in any case.
        }
    }

    private void Put(string folder, string name, string text)
    {
        var (file, part) = (PathOf(folder, $"{name}.json"), PathOf(folder, $"{name}.{Environment.ProcessId}.part"));
        Written(file, () =>
        {
            PrivateFile.CreateFolder(PathOf(folder));
            File.Delete(part);
            try
            {
                PrivateFile.WriteNewText(part, text);
            }
            catch (IOException)
            {
                File.Delete(part);
                throw;
            }

            File.Move(part, file, overwrite: true);
            return file;
        });
    }

    private static T Written<T>(string place, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException(
                $"{place} cannot be written ({e.Message.TrimEnd('.')}): check free space and permissions, and give the same command again; "
                + "all answers so far are kept",
                e);
        }
    }

    private string PathOf(params ReadOnlySpan<string> names) => System.IO.Path.Combine([_path, .. names]);

    private static string CalibrationOf(string role, int restart) =>
        string.Create(CultureInfo.InvariantCulture, $"{NameOf(Calibration, role)}.r{restart}.json");

    private string StoreOf(long index, string role, int restart) => System.IO.Path.Combine(
        Stores, string.Create(CultureInfo.InvariantCulture, $"{NameOf(index, role)}.r{restart}.db"));

    private string LockOf(long index, string role, int restart) => System.IO.Path.ChangeExtension(StoreOf(index, role, restart), ".lock");

    private static string NameOf(long index, string role) => index == Calibration
        ? $"calibration-{role}"
        : string.Create(CultureInfo.InvariantCulture, $"{index:0000}-{role}");

    private static int RestartOf(string file, string name) =>
        int.TryParse(file.AsSpan()[(name.Length + 2)..^3], NumberStyles.None, CultureInfo.InvariantCulture, out var restart) ? restart : -1;

    private PrerequisiteException Busy(long index, string role) => new(index == Calibration
        ? $"{role} of {_path} is being calibrated by another process: wait until it has ended"
        : $"task {index} ({role}) of {_path} is being worked on by another process: wait until it has ended, or give another --index");
}

/// <summary>An attempt at a task, with a store that nobody else writes.</summary>
/// <param name="Restart">Its number, from 0.</param>
/// <param name="Place">Where its store is in the end.</param>
/// <param name="Earlier">Stores of earlier attempts, without those that somebody still writes.</param>
/// <param name="Scratch">A folder of its own where the store is written first, so that nobody else can put one there; null for its place.</param>
/// <param name="Lock">Held until the attempt is disposed.</param>
internal sealed record ShardAttempt(
    int Restart, string Place, IReadOnlyList<(int Restart, string File)> Earlier, string? Scratch, ShardLock Lock) : IDisposable
{
    /// <summary>Where the store is written.</summary>
    public string Store => Scratch is null ? Place : Path.Combine(Scratch, Path.GetFileName(Place));

    /// <summary>Brings the store, which is closed, to its place.</summary>
    /// <exception cref="PrerequisiteException">It cannot be written there; it stays where it is.</exception>
    public void Settle()
    {
        if (Scratch is null || !Directory.Exists(Scratch))
        {
            return;
        }

        if (File.Exists(Store))
        {
            // Another device: there is a whole file under the name or none.
            var part = $"{Place}.part";
            try
            {
                File.Copy(Store, part, overwrite: true);

                // A full disk had no room to fold it back.
                if (new FileInfo($"{Store}-wal") is { Exists: true, Length: > 0 } log)
                {
                    log.CopyTo($"{Place}-wal", overwrite: true);
                }

                File.Move(part, Place, overwrite: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                File.Delete(part);
                throw new PrerequisiteException(
                    $"{Place} cannot be written ({e.Message.TrimEnd('.')}), and the answers stay in {Store}: make room, move that file to {Place}, "
                    + "and give the same command again",
                    e);
            }
        }

        Directory.Delete(Scratch, recursive: true);
    }

    public void Dispose() => Lock.Dispose();
}

/// <summary>Files that are deleted when they are no longer needed.</summary>
internal sealed record ShardCopies(IReadOnlyList<string> Files) : IDisposable
{
    public void Dispose()
    {
        foreach (var file in Files)
        {
            File.Delete(file);
        }
    }
}

/// <summary>A file that is locked as long as its process lives. Where a file system has no locks, nobody is ever refused.</summary>
internal sealed class ShardLock : IDisposable
{
    private readonly FileStream _file;

    private ShardLock(FileStream file) => _file = file;

    /// <returns>Null if another process holds it.</returns>
    public static ShardLock? TryTake(string path)
    {
        try
        {
            return new ShardLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    public static bool IsHeld(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose()
    {
        // Before it is let go: who finds the name afterwards finds a lock of his own.
        File.Delete(_file.Name);
        _file.Dispose();
    }
}
