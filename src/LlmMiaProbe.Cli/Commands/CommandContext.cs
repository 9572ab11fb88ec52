using System.CommandLine;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Hosted;
using LlmMiaProbe.Local;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runs;
using LlmMiaProbe.Runtime;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>What every command works with.</summary>
internal sealed class CommandContext(Terminal terminal, TimeProvider time, Func<CommandLineSettings, string?, SettingsSources> sources)
{
    private HostedModels? _hosted;

    public Terminal Terminal => terminal;

    public TimeProvider Time => time;

    /// <summary>Where settings are looked for, whatever the command line says.</summary>
    public SettingsSources Places => sources(new CommandLineSettings(), null);

    /// <summary>Version of this program, stored with every run.</summary>
    public static string ToolVersion { get; } = typeof(CommandContext).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>Folder of the bundled lab, beside the program.</summary>
    public static string LabFolder { get; } = Path.Combine(AppContext.BaseDirectory, "corpora", "lab");

    /// <summary>Opens the models of runs.</summary>
    public ModelProvider Models(ProbeSettings settings, IProbeStore? hashes, IProgress<ProbeProgress>? progress, StoredNumerics? stored = null) =>
        new(
            new LocalModelProvider(settings.Llama.DirectoryOf, hashes, new StderrLogger(terminal, settings.Output.Verbose), progress) { Stored = stored },
            // One for all models of a command, which share its budget.
            _hosted ??= new HostedModels(time) { AllowHttp = settings.Endpoint.AllowHttp });

    /// <summary>Says beforehand what local models take, and what would be faster.</summary>
    public void Announce(RoomNeeds? needs)
    {
        if (needs is { } room)
        {
            terminal.WriteNote($"{room}.");
            if (room.Faster is { } hint)
            {
                terminal.WriteNote(hint);
            }
        }
    }

    /// <summary>Requires a run's corpus and says, and keeps with the run, what its records are recognised to be.</summary>
    /// <inheritdoc cref="ProbeRunner.RequireCorpus" path="/exception"/>
    public RunSettings Recognise(RunSettings run, ProbeSettings settings)
    {
        var notes = new List<string>();
        ProbeRunner.RequireCorpus(run, notes.Add);
        notes.ForEach(terminal.WriteNote);
        RequireChatRecords(run, settings);
        return run with { Recognised = notes.Count == 0 ? null : notes };
    }

    // What a file of settings says of chat records holds for the runs that have some.
    private static void RequireChatRecords(RunSettings run, ProbeSettings settings)
    {
        string[] typed =
        [
            .. new[] { nameof(RunSection.ChatTemplate), nameof(RunSection.ChatUnit) }.Select(SettingKey.Of<RunSection>)
                .Where(key => settings.OriginOf(key).Kind == OriginKind.CommandLine)
                .Select(SettingOptions.NameOf),
        ];
        if (typed.Length > 0 && !ProbeRunner.HoldsChatRecords(run))
        {
            var paths = run.Corpora.Concat(run.Calibration).Select(corpus => corpus.Path).ToList();
            throw new ConfigurationException(
                $"{string.Join(" and ", typed)}: {string.Join(", ", paths)} {(paths.Count == 1 ? "holds" : "hold")} plain texts and no chat records, "
                + $"so nothing would be put together: leave {(typed.Length == 1 ? "it" : "them")} out, "
                + "or give records with turns, such as \"messages\" or \"prompt\" and \"completion\".");
        }
    }

    /// <exception cref="ConfigurationException">One line for every wrong setting.</exception>
    public ProbeSettings Settings(ParseResult parsed)
    {
        var settings = SettingsReader.Read(Sources(parsed));
        terminal.IsQuiet = settings.Output.Quiet;
        return settings;
    }

    public SettingsReading Inspect(ParseResult parsed) => SettingsReader.Inspect(Sources(parsed));

    public static SqliteProbeStore OpenStore(ProbeSettings settings) => SqliteProbeStore.Open(settings.StorePath);

    /// <summary>Opens a store for writing that must be there.</summary>
    /// <exception cref="PrerequisiteException">There is none, or it cannot be opened.</exception>
    public static SqliteProbeStore OpenExistingStore(ProbeSettings settings) => File.Exists(settings.StorePath) || Directory.Exists(settings.StorePath)
        ? OpenStore(settings)
        : throw new PrerequisiteException($"there is no store at {settings.StorePath}: run `mia-probe run` first or pass --store");

    public static SqliteProbeStore ReadStore(ProbeSettings settings) => SqliteProbeStore.OpenExisting(settings.StorePath);

    private SettingsSources Sources(ParseResult parsed) => sources(SettingOptions.Collect(parsed), parsed.GetValue(SettingOptions.ConfigFile));
}
