using System.Text.Json.Nodes;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Tests.Console;
using LlmMiaProbe.Runtime;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>The program in this process, with a folder, an environment and a terminal of its own.</summary>
internal sealed class ProbeScene : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mia-probe-scene-");
    private readonly string _prefix = $"E{Guid.NewGuid():N}__";
    private readonly List<string> _variables = [];

    // A process can load one engine only, so which one it is must not be left to the order of the tests.
    static ProbeScene()
    {
        using var scene = new ProbeScene();
        var settings = SettingsReader.Read(scene.Sources(new CommandLineSettings(), configFile: null)).Llama;
        try
        {
            Engines.Load(settings.Engine, settings.NativeDirectory);
        }
        catch (PrerequisiteException)
        {
            // The tests that need it will say so.
        }
    }

    public static string Target { get; } = Path.Combine(CommandContext.LabFolder, "target.gguf");

    public static string Base { get; } = Path.Combine(CommandContext.LabFolder, "base.gguf");

    public static string Passages { get; } = Path.Combine(CommandContext.LabFolder, "passages.jsonl");

    /// <summary>Name of the user's own file of settings, if a test writes one.</summary>
    public const string UserFile = "user.json";

    public string Store => PathOf("probe.db");

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public ProbeScene Variable(string rest, string text)
    {
        Environment.SetEnvironmentVariable(_prefix + rest, text);
        _variables.Add(_prefix + rest);
        return this;
    }

    /// <summary>A file in the folder of the scene; returns its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    /// <summary>A JSON Lines corpus of these texts, labelled member and nonmember in turn; ids are d0, d1, ...</summary>
    public string WriteCorpus(params IReadOnlyList<string> texts) => Write("corpus.jsonl", string.Concat(texts.Select((text, i) =>
        new JsonObject { ["id"] = $"d{i}", ["text"] = text, ["label"] = i % 2 == 0 ? "member" : "nonmember" }.ToJsonString() + "\n")));

    /// <summary>Runs a command on a terminal or into files, with everything that a default would put elsewhere put here.</summary>
    public Task<Outcome> RunAsync(params IReadOnlyList<string> args) => RunAsync(new TerminalScene(), args);

    public async Task<Outcome> RunAsync(TerminalScene terminal, params IReadOnlyList<string> args)
    {
        var code = await new ProbeApplication(terminal.Terminal, TimeProvider.System, Sources).RunAsync(args);
        return new Outcome(code, terminal.Output, terminal.Error.Replace(_prefix, "MIAPROBE__", StringComparison.Ordinal));
    }

    /// <summary>Runs <c>run</c> with the lab's target on one thread into the scene's store.</summary>
    public Task<Outcome> ProbeAsync(params IReadOnlyList<string> args) =>
        RunAsync(["run", "--model", Target, "--threads", "1", "--store", Store, .. args]);

    public void Dispose()
    {
        _variables.ForEach(name => Environment.SetEnvironmentVariable(name, null));
        _folder.Delete(recursive: true);
    }

    private SettingsSources Sources(CommandLineSettings commandLine, string? configFile) => new()
    {
        CommandLine = commandLine,
        ConfigFile = configFile,
        EnvironmentPrefix = _prefix,
        CurrentDirectory = _folder.FullName,
        ProgramDirectory = AppContext.BaseDirectory,
        UserFile = PathOf(UserFile),
    };
}
