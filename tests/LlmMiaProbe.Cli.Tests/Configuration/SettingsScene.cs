using LlmMiaProbe.Cli.Configuration;

namespace LlmMiaProbe.Cli.Tests.Configuration;

/// <summary>Empty folders of the program, the user and the one that one stands in, an environment prefix of its own and an empty command line.</summary>
internal sealed class SettingsScene : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mia-probe-settings-");
    private readonly string _prefix = $"T{Guid.NewGuid():N}__";
    private readonly List<string> _variables = [];
    private string? _configFile;

    public SettingsScene()
    {
        CurrentDirectory = _folder.CreateSubdirectory("here").FullName;
        ProgramDirectory = _folder.CreateSubdirectory("program").FullName;
        UserFile = Path.Combine(_folder.CreateSubdirectory("user").FullName, "appsettings.json");
    }

    public string CurrentDirectory { get; }

    public string ProgramDirectory { get; }

    public string UserFile { get; }

    public CommandLineSettings CommandLine { get; } = new();

    public IReadOnlyList<SettingDefinition> Definitions { get; set; } = SettingCatalog.For(cores: 8);

    /// <summary>The user's own file.</summary>
    public SettingsScene AppSettings(string json) => Write(UserFile, json);

    public SettingsScene InCurrentDirectory(string json) => Write(Path.Combine(CurrentDirectory, "appsettings.json"), json);

    public SettingsScene BesideProgram(string json) => Write(Path.Combine(ProgramDirectory, "appsettings.json"), json);

    public SettingsScene ConfigFile(string json)
    {
        _configFile = "extra.json";
        return Write(Path.Combine(CurrentDirectory, _configFile), json);
    }

    public SettingsScene NameConfigFile(string path)
    {
        _configFile = path;
        return this;
    }

    /// <summary>Sets a variable whose name begins with the scene's own prefix, as MIAPROBE__ does in the product.</summary>
    public SettingsScene Variable(string rest, string text)
    {
        Environment.SetEnvironmentVariable(_prefix + rest, text);
        _variables.Add(_prefix + rest);
        return this;
    }

    public SettingsScene Option(string key, string text)
    {
        CommandLine.Set(key, text);
        return this;
    }

    public SettingsScene Option(string key, IReadOnlyList<string> elements)
    {
        CommandLine.Set(key, elements);
        return this;
    }

    public SettingsReading Inspect() => SettingsReader.Inspect(Sources());

    public ProbeSettings Read() => SettingsReader.Read(Sources());

    public string OriginOf(string key) => Effective(key).Origin.ToString().Replace(_prefix, "MIAPROBE__", StringComparison.Ordinal);

    public EffectiveSetting Effective(string key) => Read().Effective.Single(setting => setting.Key == key);

    /// <summary>The error messages, with the product's prefix in place of the scene's.</summary>
    public IReadOnlyList<string> Errors() =>
        [.. Inspect().Errors.Select(error => error.Replace(_prefix, "MIAPROBE__", StringComparison.Ordinal))];

    public SettingsSources Sources() => new()
    {
        CommandLine = CommandLine,
        EnvironmentPrefix = _prefix,
        ConfigFile = _configFile,
        CurrentDirectory = CurrentDirectory,
        ProgramDirectory = ProgramDirectory,
        UserFile = UserFile,
        Definitions = Definitions,
    };

    public void Dispose()
    {
        _variables.ForEach(name => Environment.SetEnvironmentVariable(name, null));
        _folder.Delete(recursive: true);
    }

    private SettingsScene Write(string path, string json)
    {
        File.WriteAllText(path, json);
        return this;
    }
}
