using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>A Slurm of its own on loopback, with two nodes of two processors: child processes that end with it.</summary>
internal sealed class SlurmCluster : IDisposable
{
    private const int Nodes = 2;

    private static readonly string[] s_daemons = ["munged", "slurmctld", "slurmd"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("slurm-");
    private readonly Dictionary<string, string?> _variables;

    private SlurmCluster()
    {
        SetMode(_folder.FullName, "755");
        _variables = new Dictionary<string, string?> { ["SLURM_CONF"] = PathOf("slurm.conf") };
    }

    /// <summary>Whether it can be started here: it is installed, and this is root.</summary>
    public static bool IsThere { get; } = OperatingSystem.IsLinux()
        && Environment.IsPrivilegedProcess
        && s_daemons.Append("sbatch").All(program => Place(program) is not null);

    public static async Task<SlurmCluster> StartAsync()
    {
        var cluster = new SlurmCluster();
        try
        {
            await cluster.BeginAsync();
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Runs one of Slurm's commands, which must succeed.</summary>
    public async Task<string> CommandAsync(string program, params IReadOnlyList<string> args)
    {
        var start = new ProcessStartInfo(Place(program) ?? program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in _variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} was not started.");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', args)}: {await error}");
        return (await output).Trim();
    }

    /// <summary>Submits a script and waits until no task of it is in the queue.</summary>
    /// <param name="meanwhile">Called about every tenth of a second with what squeue shows.</param>
    /// <param name="args">Of sbatch.</param>
    public async Task SubmitAsync(Func<string, Task> meanwhile, params IReadOnlyList<string> args)
    {
        var job = (await CommandAsync("sbatch", ["--parsable", .. args])).Split(';')[0];
        for (var i = 0; i < 3000; i++)
        {
            var queue = await CommandAsync("squeue", "-h", "-r", "-o", "%i %t %i");
            if (!queue.Contains($"{job}_", StringComparison.Ordinal))
            {
                return;
            }

            await meanwhile(queue);
            await Task.Delay(100);
        }

        Assert.Fail("the array did not end within minutes");
    }

    public void Dispose()
    {
        foreach (var file in _folder.EnumerateFiles("*.pid").OrderByDescending(file => file.Name, StringComparer.Ordinal))
        {
            if (int.TryParse(File.ReadAllText(file.FullName).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                End(id);
            }
        }

        _folder.Delete(recursive: true);
    }

    private static void End(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            if (s_daemons.Contains(process.ProcessName))
            {
                process.Kill();
                process.WaitForExit(TimeSpan.FromSeconds(10));
            }
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }

    private static void SetMode(string path, string mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));
        }
    }

    private async Task BeginAsync()
    {
        foreach (var name in new[] { "state", "spool", "log", "munge" })
        {
            Directory.CreateDirectory(PathOf(name));
        }

        SetMode(PathOf("munge"), "711");
        File.WriteAllBytes(PathOf("munge.key"), RandomNumberGenerator.GetBytes(1024));
        SetMode(PathOf("munge.key"), "600");
        var (host, ports) = (Dns.GetHostName().Split('.')[0], FreePorts(Nodes + 1));
        File.WriteAllText(PathOf("slurm.conf"), $"""
            ClusterName=test
            SlurmctldHost={host}(127.0.0.1)
            SlurmUser=root
            SlurmdUser=root
            AuthType=auth/munge
            AuthInfo=socket={PathOf("munge")}/munge.socket,cred_expire=5
            CredType=cred/munge
            SlurmctldPort={ports[0]}
            StateSaveLocation={PathOf("state")}
            SlurmdSpoolDir={PathOf("spool")}/%n
            SlurmctldPidFile={PathOf("slurmctld.pid")}
            SlurmdPidFile={PathOf("slurmd-%n.pid")}
            SlurmctldLogFile={PathOf("log")}/slurmctld.log
            SlurmdLogFile={PathOf("log")}/slurmd-%n.log
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            MpiDefault=none
            SwitchType=switch/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0
            ReturnToService=2
            SlurmdParameters=config_overrides
            JobRequeue=1
            KillWait=30
            SlurmdTimeout=30
            MaxArraySize=1001
            NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[1]} CPUs=2 RealMemory=16000 State=UNKNOWN
            NodeName=n2 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[2]} CPUs=2 RealMemory=16000 State=UNKNOWN
            PartitionName=main Nodes=n[1-2] Default=YES MaxTime=INFINITE State=UP

            """);
        await CommandAsync(
            "munged",
            "--force",
            $"--key-file={PathOf("munge.key")}",
            $"--socket={PathOf("munge")}/munge.socket",
            $"--pid-file={PathOf("munged.pid")}",
            $"--log-file={PathOf("log")}/munged.log",
            $"--seed-file={PathOf("munge.seed")}");
        await CommandAsync("slurmctld", "-f", PathOf("slurm.conf"));
        await CommandAsync("slurmd", "-f", PathOf("slurm.conf"), "-N", "n1");
        await CommandAsync("slurmd", "-f", PathOf("slurm.conf"), "-N", "n2");
        for (var i = 0; i < 300; i++)
        {
            if ((await CommandAsync("sinfo", "-h", "-N", "-t", "idle", "-o", "%N")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length == Nodes)
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail(File.ReadAllText(Path.Combine(PathOf("log"), "slurmctld.log")));
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private static string? Place(string program) => new[] { "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin" }
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static int[] FreePorts(int count)
    {
        List<TcpListener> listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }
}
