using System.Globalization;
using LlmMiaProbe.Files;

namespace LlmMiaProbe.Runtime;

/// <summary>
/// A folder with a plan and what becomes of its tasks. Nobody writes to a file of somebody else: each attempt at a task has a store of its own
/// (<c>shards/0007-target.r1.db</c>), and a task is done when <c>done/0007-target.json</c> is in its place.
/// </summary>
internal sealed class ShardFolder
{
    private const string PlanFile = "plan.json";

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
        var plan = ShardJson.Read<ShardPlan>(file, "plan")
            ?? throw new PrerequisiteException($"there is no {PlanFile} in {folder}: name the folder that 'mia-probe shard plan' made");
        plan.RequireUsable(file, program);
        return new ShardFolder(System.IO.Path.GetFullPath(folder), plan);
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

    /// <summary>What a finished task reported; null if it is not done.</summary>
    /// <exception cref="ConfigurationException">It was reported for another plan.</exception>
    public ShardDone? Done(long index, string role)
    {
        var file = PathOf("done", $"{NameOf(index, role)}.json");
        var done = ShardJson.Read<ShardDone>(file, "report of a task");
        return done is null || (done.Plan == Plan.Seal && done.Index == index && done.Role == role)
            ? done
            : throw new ConfigurationException($"{file} was reported for another plan or task: move it away, and the task is done again.");
    }

    /// <summary>Why a task ended without being done; null if it did not end, or is done.</summary>
    public ShardFailed? Failed(long index, string role) =>
        ShardJson.Read<ShardFailed>(PathOf("failed", $"{NameOf(index, role)}.json"), "report of a task") is { } failed && failed.Plan == Plan.Seal
            ? failed
            : null;

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
    /// <exception cref="PrerequisiteException">Somebody works on the task.</exception>
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
        PrivateFile.CreateFolder(Stores);
        var held = ShardLock.TryTake(LockOf(index, role, next)) ?? throw Busy(index, role);
        return new ShardAttempt(
            next,
            StoreOf(index, role, next),
            [.. earlier.Where(attempt => !ShardLock.IsHeld(LockOf(index, role, attempt.Restart)))],
            scratch,
            held);
    }

    /// <summary>Puts the report of a finished task into its place.</summary>
    public void Report(ShardDone done)
    {
        Put("done", NameOf(done.Index, done.Role), ShardJson.Write(done));
        File.Delete(PathOf("failed", $"{NameOf(done.Index, done.Role)}.json"));
    }

    /// <summary>Puts on record why a task ended without being done.</summary>
    public void Report(ShardFailed failed) => Put("failed", NameOf(failed.Index, failed.Role), ShardJson.Write(failed));

    private void Put(string folder, string name, string text)
    {
        PrivateFile.CreateFolder(PathOf(folder));
        var (file, part) = (PathOf(folder, $"{name}.json"), PathOf(folder, $"{name}.{Environment.ProcessId}.part"));
        File.Delete(part);
        PrivateFile.WriteNewText(part, text);
        File.Move(part, file, overwrite: true);
    }

    private string PathOf(params ReadOnlySpan<string> names) => System.IO.Path.Combine([_path, .. names]);

    private string StoreOf(long index, string role, int restart) => System.IO.Path.Combine(
        Stores, string.Create(CultureInfo.InvariantCulture, $"{NameOf(index, role)}.r{restart}.db"));

    private string LockOf(long index, string role, int restart) => System.IO.Path.ChangeExtension(StoreOf(index, role, restart), ".lock");

    private static string NameOf(long index, string role) => string.Create(CultureInfo.InvariantCulture, $"{index:0000}-{role}");

    private static int RestartOf(string file, string name) =>
        int.TryParse(file.AsSpan()[(name.Length + 2)..^3], NumberStyles.None, CultureInfo.InvariantCulture, out var restart) ? restart : -1;

    private PrerequisiteException Busy(long index, string role) => new(
        $"task {index} ({role}) of {_path} is being worked on by another process: wait until it has ended, or give another --index");
}

/// <summary>An attempt at a task, with a store that nobody else writes.</summary>
/// <param name="Restart">Its number, from 0.</param>
/// <param name="Place">Where its store is in the end.</param>
/// <param name="Earlier">Stores of earlier attempts, without those that somebody still writes.</param>
/// <param name="Scratch">Folder where the store is written first; null for its place.</param>
/// <param name="Lock">Held until the attempt is disposed.</param>
internal sealed record ShardAttempt(
    int Restart, string Place, IReadOnlyList<(int Restart, string File)> Earlier, string? Scratch, ShardLock Lock) : IDisposable
{
    /// <summary>Where the store is written.</summary>
    public string Store => Scratch is null
        ? Place
        : System.IO.Path.Combine(
            Scratch, string.Create(CultureInfo.InvariantCulture, $"mia-probe-{Environment.ProcessId}-{System.IO.Path.GetFileName(Place)}"));

    /// <summary>Brings the store, which is closed, to its place.</summary>
    public void Settle()
    {
        if (Scratch is null || !File.Exists(Store))
        {
            return;
        }

        // Another device: there is a whole file under the name or none.
        var part = $"{Place}.part";
        File.Copy(Store, part, overwrite: true);
        File.Move(part, Place, overwrite: true);
        File.Delete(Store);
    }

    public void Dispose() => Lock.Dispose();
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
