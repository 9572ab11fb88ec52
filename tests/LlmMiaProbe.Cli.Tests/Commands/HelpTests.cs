using System.CommandLine;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Tests.Console;
using LlmMiaProbe.Cli.Tests.EndToEnd;

namespace LlmMiaProbe.Cli.Tests.Commands;

public sealed class HelpTests : IDisposable
{
    private readonly ProbeScene _scene = new();

    public static TheoryData<string> CommandLines { get; } = new(Paths(CreateRoot(), ""));

    public void Dispose() => _scene.Dispose();

    [Theory]
    [MemberData(nameof(CommandLines))]
    public async Task The_help_of_every_command_fits_a_narrow_terminal(string line)
    {
        foreach (var asked in new[] { "--help", "--help all" })
        {
            var help = (await _scene.RunAsync(new TerminalScene(width: 80), [.. Words(line), .. Words(asked)])).AssertSucceeded();

            Assert.Empty(help.Error);
            Assert.Matches($@"\nUsage:\n  \S+ {System.Text.RegularExpressions.Regex.Escape(line)}", help.Output);
            Assert.All(help.OutputLines, text => Assert.InRange(text.TrimEnd().Length, 0, 80));
        }
    }

    [Theory]
    [MemberData(nameof(CommandLines))]
    public async Task Every_setting_of_a_command_stands_once_under_the_title_of_its_group(string line)
    {
        var help = (await _scene.RunAsync(new TerminalScene(width: 80), [.. Words(line), "--help", "all"])).Output;
        var shown = Blocks(help);
        var settings = CommandAt(line).Options.Select(SettingOptions.SettingOf).OfType<SettingDefinition>().ToList();

        Assert.Equal(
            SettingGroup.All.Select(group => (group.Title, Options: OptionsOf(settings.Where(setting => setting.Group == group.Name))))
                .Where(block => block.Options.Length > 0),
            shown.Where(block => SettingGroup.All.Any(group => group.Title == block.Title)).Select(block => (block.Title, string.Join(' ', block.Options))));
        Assert.All(settings, setting => Assert.Equal(1, shown.Sum(block => block.Options.Count(option => option == setting.Option))));
    }

    [Fact]
    public async Task Help_says_of_each_setting_what_it_means_and_what_its_default_is()
    {
        var help = (await _scene.RunAsync(new TerminalScene(width: 300), "config", "show", "--help", "all")).Output;

        Assert.Matches(@"\nEngine:\n(  .*\n)*  --numerics <exact\|fast> +exact: the same bits .* within 1e-2 nats \[default: exact\]\n", help);
        Assert.All(SettingCatalog.All, setting => Assert.Contains(setting.Meaning, help, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("run --num", "--numerics")]
    [InlineData("config show --end", "--endpoint")]
    public async Task Settings_are_completed_also_after_help_was_shown(string typed, string option)
    {
        var root = CreateRoot();
        await root.Parse([.. Words(typed).SkipLast(1), "--help"]).InvokeAsync(new InvocationConfiguration { Output = TextWriter.Null });

        Assert.Contains(option, root.Parse(typed).GetCompletions().Select(completion => completion.Label));
    }

    [Theory]
    [MemberData(nameof(CommandLines))]
    public async Task Asking_for_help_wins_over_mistakes(string line) =>
        Assert.Empty((await _scene.RunAsync([.. Words(line), "--frobnicate", "--help"])).AssertSucceeded().Error);

    [Theory]
    [MemberData(nameof(CommandLines))]
    public async Task The_short_help_fits_a_screen_and_says_where_the_rest_is(string line)
    {
        var shown = (await _scene.RunAsync(new TerminalScene(width: 100), [.. Words(line), "--help"])).AssertSucceeded();
        var all = (await _scene.RunAsync(new TerminalScene(width: 100), [.. Words(line), "--help", "all"])).AssertSucceeded();

        Assert.InRange(shown.OutputLines.Length, 4, 75);
        Assert.Equal(shown.Output != all.Output && line.Length > 0, shown.Output.EndsWith($"  mia-probe {line} --help all\n", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(CommandLines))]
    public async Task Every_command_that_does_something_has_an_example_that_the_program_takes(string line)
    {
        // The last two are processes that the program starts for itself.
        if (CommandAt(line).Action is null || line is "lab worker" or "models engine")
        {
            return;
        }

        var help = (await _scene.RunAsync(new TerminalScene(width: 100), [.. Words(line), "--help"])).OutputLines;
        var examples = help.SkipWhile(text => !text.StartsWith("Example", StringComparison.Ordinal)).Where(text => text.StartsWith("  mia-probe ", StringComparison.Ordinal)).ToList();
        Assert.Contains(examples, example => example.StartsWith($"  mia-probe {line}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_names_every_command_once_under_what_people_want()
    {
        Assert.Equal(CreateRoot().Subcommands.Select(command => command.Name).Order(), CommandGroups.Names.Order());
        var help = (await _scene.RunAsync(new TerminalScene(width: 100), "--help")).Output;
        Assert.All(CommandGroups.Names, name => Assert.Matches($@"\n  {name} +[A-Z]", help));
    }

    [Theory]
    [InlineData("help run", "run --help")]
    [InlineData("help run all", "run --help all")]
    [InlineData("help corpus check", "corpus check --help")]
    [InlineData("help", "--help")]
    public async Task Help_of_a_command_is_the_same_asked_in_either_way(string asked, string other) =>
        Assert.Equal((await _scene.RunAsync([.. Words(other)])).Output, (await _scene.RunAsync([.. Words(asked)])).AssertSucceeded().Output);

    [Theory]
    [InlineData("help rnu", "unknown command 'rnu'; did you mean 'mia-probe run'?")]
    [InlineData("help corpus chek", "unknown command 'chek'; did you mean 'mia-probe corpus check'?")]
    public async Task Help_of_a_command_that_there_is_not_names_the_nearest(string asked, string sentence) =>
        (await _scene.RunAsync([.. Words(asked)])).AssertFailed(2, sentence);

    [Theory]
    [InlineData("mia-probe ru", "run")]
    [InlineData("mia-probe run --num", "--numerics")]
    [InlineData("mia-probe run --engine llama-", "llama-sharp")]
    [InlineData("mia-probe completion ", "fish")]
    public async Task Shells_are_told_what_may_follow(string line, string word) =>
        Assert.Contains(word, (await _scene.RunAsync($"[suggest:{line.Length}]", line)).AssertSucceeded().OutputLines);

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Each_shell_has_a_script_that_asks_the_program(string shell) =>
        Assert.Contains("[suggest:", (await _scene.RunAsync("completion", shell)).AssertSucceeded().Output, StringComparison.Ordinal);

    [Fact]
    public async Task A_shell_without_a_script_is_named_with_those_that_have_one() =>
        (await _scene.RunAsync("completion", "tcsh")).AssertFailed(2, "There is no completion for 'tcsh': expected one of bash, zsh, fish, pwsh.");

    [Fact]
    public async Task Nothing_at_all_asks_for_help() =>
        Assert.Equal((await _scene.RunAsync("--help")).Output, (await _scene.RunAsync()).AssertSucceeded().Output);

    [Fact]
    public async Task The_version_begins_with_the_version_that_runs_keep() =>
        Assert.StartsWith(CommandContext.ToolVersion, (await _scene.RunAsync("--version")).AssertSucceeded().Output, StringComparison.Ordinal);

    [Fact]
    public async Task Examples_stand_in_the_help_of_a_command_and_not_in_the_list()
    {
        Assert.Contains("Examples:\n  mia-probe run --model", (await _scene.RunAsync("run", "--help")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Examples:", (await _scene.RunAsync("--help")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_examples_of_run_use_options_that_there_are()
    {
        var help = (await _scene.RunAsync("run", "--help")).Output;
        var known = SettingCatalog.All.Select(setting => setting.Option).Concat(["--dry-run", "--help"]).ToHashSet(StringComparer.Ordinal);

        var used = help.Split('\n').Where(line => line.StartsWith("  mia-probe run --", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ').Where(word => word.StartsWith("--", StringComparison.Ordinal)));

        Assert.All(used, option => Assert.Contains(option, known));
        Assert.NotEmpty(used);
    }

    [Fact]
    public async Task Every_attack_is_listed_and_can_be_shown()
    {
        var list = (await _scene.RunAsync("attacks", "list")).AssertSucceeded();

        Assert.Equal(AttackSelection.All.Select(attack => attack.Id), list.OutputLines.Skip(1).Select(line => line.Split(' ')[0]));
        foreach (var attack in AttackSelection.All)
        {
            var shown = (await _scene.RunAsync(new TerminalScene(width: 80), "attacks", "show", attack.Id)).AssertSucceeded();
            Assert.StartsWith($"{attack.Attack.Description.Id}: {attack.Attack.Description.Title}\n", shown.Output, StringComparison.Ordinal);
            Assert.All(shown.OutputLines, line => Assert.InRange(line.Length, 0, 80));
            Assert.All(attack.Attack.Description.Parameters, parameter => Assert.Contains($"\n{parameter.Name} ", shown.Output, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_configuration_is_shown_with_origins()
    {
        _scene.Write(ProbeScene.UserFile, """{ "Run": { "Seed": 3 } }""");
        var shown = (await _scene.Variable("Llama__Bos", "never").RunAsync("config", "show", "--limit", "5")).AssertSucceeded();

        Assert.Matches(@"^Run:Seed +3 +your own file:1$", shown.OutputLines.Single(line => line.StartsWith("Run:Seed", StringComparison.Ordinal)));
        Assert.Matches("^Llama:Bos +never +environment variable MIAPROBE__Llama__Bos$", shown.OutputLines.Single(line => line.StartsWith("Llama:Bos", StringComparison.Ordinal)).Replace(Prefix(shown), "MIAPROBE__", StringComparison.Ordinal));
        Assert.Matches("^Run:Limit +5 +option --limit$", shown.OutputLines.Single(line => line.StartsWith("Run:Limit", StringComparison.Ordinal)));
        Assert.Equal(SettingCatalog.All.Count + 4, shown.OutputLines.Length);
    }

    /// <summary>The parts of a help, and the options that begin a line of each.</summary>
    private static List<(string Title, List<string> Options)> Blocks(string help)
    {
        var blocks = new List<(string Title, List<string> Options)>();
        foreach (var line in help.Split('\n').Select(line => line.TrimEnd()))
        {
            if (line.EndsWith(':') && !line.StartsWith(' '))
            {
                blocks.Add((line[..^1], []));
            }
            else if (line.StartsWith("  --", StringComparison.Ordinal) && blocks.Count > 0)
            {
                blocks[^1].Options.Add(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]);
            }
        }

        return blocks;
    }

    private static string OptionsOf(IEnumerable<SettingDefinition> settings) => string.Join(' ', settings.Select(setting => setting.Option));

    private static Command CommandAt(string line) =>
        Words(line).Aggregate<string, Command>(CreateRoot(), (command, name) => command.Subcommands.Single(child => child.Name == name));

    private static string Prefix(Outcome shown)
    {
        var variable = shown.Output.Split("environment variable ")[1].Split('\n')[0];
        return variable[..^"Llama__Bos".Length];
    }

    private static RootCommand CreateRoot() =>
        RootCommands.Create(new CommandContext(new TerminalScene().Terminal, TimeProvider.System, SettingsSources.OfProcess));

    private static IEnumerable<string> Paths(Command command, string path) =>
        command.Subcommands.SelectMany(child => Paths(child, $"{path} {child.Name}".Trim())).Prepend(path);

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
