using System.CommandLine;
using System.Text.Json.Nodes;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Tests.Console;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>A folder that somebody sent, with settings that choose a library, an endpoint, a key and a corpus, changes nothing in any command.</summary>
public sealed class FolderTests
{
    /// <summary>What a command needs beside its name to come as far as it can without asking or training anything.</summary>
    private static readonly Dictionary<string, string[]> s_arguments = new()
    {
        ["demo"] = ["--limit", "2", "--threads", "1", "--resamples", "100"],
        ["demo lab"] = ["--out", "FILE"],
        ["canary generate"] = ["--out", "FILE"],
        ["doctor"] = ["--threads", "1"],
        ["models inspect"] = ["FILE"],
        ["models engine"] = ["llama-sharp"],
        ["attacks show"] = ["loss"],
        ["prompts show"] = ["continue"],
        ["corpus check"] = ["FILE"],
        ["frequencies build"] = ["FILE"],
        ["canary test"] = ["FILE"],
        ["secret"] = ["word"],
        ["continue"] = ["--book", "FILE"],
        ["runs show"] = ["1"],
        ["runs export"] = ["1"],
        ["runs compare"] = ["1", "2"],
        ["runs gate"] = ["1", "--fail-if", "failed > 0"],
        ["rescore"] = ["1"],
        ["simulate"] = ["1", "no-echo"],
        ["evidence export"] = ["1"],
        ["export"] = ["1", "--evidence", "-o", "FILE"],
        ["verify"] = ["FILE"],
        ["replay"] = ["FILE", "--model", "FILE"],
        ["keys new"] = ["-o", "FILE"],
        ["lab split"] = ["FILE", "--out", "FILE"],
        ["lab train"] = ["FILE", "--base", "FILE"],
        ["lab shadows"] = ["FILE", "--base", "FILE", "-n", "2"],
        ["lab evaluate"] = ["FILE", "--base", "FILE"],
        ["lab gradients"] = ["--model", "FILE", "--corpus", "FILE"],
        ["lab defences"] = ["FILE", "--base", "FILE"],
        ["lab convert"] = ["FILE", "FILE"],
    };

    public static TheoryData<string> Commands { get; } = [.. Leaves(Root(), "")];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Its_settings_are_not_those_of_a_command(string command)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.OpenAi, settings => settings);
        var without = await RunAsync(command, null);
        var with = await RunAsync(command, endpoint.Url);
        Assert.DoesNotContain(" --help'", without.Error, StringComparison.Ordinal);
        Assert.Equal((without.ExitCode, without.Output), (with.ExitCode, with.Output));
        Assert.Equal(without.Error, with.Error);
        Assert.Empty(endpoint.Requests);
    }

    [Fact]
    public async Task The_program_itself_reads_the_users_file_and_not_that_of_the_folder()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.OpenAi, settings => settings);
        using var scene = new ProbeScene();
        var (folder, own) = (Directory.CreateDirectory(scene.PathOf("sent")).FullName, Directory.CreateDirectory(scene.PathOf("own/mia-probe")).FullName);
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), Hostile(endpoint.Url, folder));
        File.WriteAllText(Path.Combine(own, "appsettings.json"), """{ "Run": { "Seed": 7 } }""");

        var shown = await StartAsync(scene.PathOf("own"), "config", "show");
        Assert.Equal(0, shown.ExitCode);
        Assert.Contains(Path.Combine(own, "appsettings.json"), shown.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^Run:Seed +7 +your own file:1$", shown.Output);
        Assert.DoesNotContain("127.0.0.1", shown.Output, StringComparison.Ordinal);
        Assert.Contains("appsettings.json in the current folder is not read", shown.Error, StringComparison.Ordinal);

        // LLamaSharp would start a program of this name from the folder that one stands in.
        var (program, started) = (Path.Combine(folder, "vulkaninfo"), Path.Combine(folder, "started"));
        File.WriteAllText(program, $"#!/bin/sh\ntouch '{started}'\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        // A relative place would be the folder again.
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "mia-probe")).FullName, "appsettings.json"), Hostile(endpoint.Url, folder));
        var doctor = await StartAsync(".", "doctor", "--threads", "1", "--store", scene.Store);
        Assert.Equal(0, doctor.ExitCode);
        Assert.DoesNotContain(folder, doctor.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(started));
        (await StartAsync(".", "run")).AssertFailed(2, "No model was given: add --model FILE.gguf.");
        Assert.Empty(endpoint.Requests);

        async Task<Outcome> StartAsync(string config, params IReadOnlyList<string> args)
        {
            using var program = ProgramProcess.Start(folder, new Dictionary<string, string?> { ["XDG_CONFIG_HOME"] = config, ["APPDATA"] = config, ["SECRET"] = "key" }, args);
            return await program.EndAsync();
        }
    }

    [Theory]
    [InlineData("run", "--corpus")]
    [InlineData("extract", "--corpus")]
    [InlineData("ask cloze", "--corpus")]
    [InlineData("secret word", null)]
    [InlineData("continue", "--book")]
    public async Task Two_models_under_test_are_refused_before_a_key_goes_out(string command, string? corpus)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.OpenAi, settings => settings);
        using var scene = new ProbeScene();
        scene.Write(ProbeScene.UserFile, Hostile(endpoint.Url, scene.PathOf("")).Replace("\"NativeDirectory\"", "\"Bos\"", StringComparison.Ordinal).Replace(scene.PathOf(""), "auto", StringComparison.Ordinal));
        string[] files = corpus is null ? [] : [corpus, scene.Write("text.txt", "Some words that are scored.")];
        (await scene.RunAsync([.. command.Split(' '), .. files, "--model", ProbeScene.Target, "--store", scene.Store])).AssertFailed(
            2, "--model and --endpoint (user.json:1) both name the model under test; keep one (an empty value such as --endpoint \"\" takes one back).");
        Assert.Empty(endpoint.Requests);
        Assert.False(File.Exists(scene.Store));
    }

    [Fact]
    public async Task A_reference_that_is_not_there_is_refused_before_a_key_goes_out()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.OpenAi, settings => settings);
        using var scene = new ProbeScene();
        (await scene.RunAsync("secret", "word", "--endpoint", endpoint.Url.ToString(), "--endpoint-model", "scripted", "--reference", "absent.gguf", "--store", scene.Store)).AssertFailed(
            3, "--reference absent.gguf does not exist: check the path.");
        Assert.Empty(endpoint.Requests);
    }

    [Fact]
    public async Task A_command_that_compares_nothing_does_not_ask_the_reference_of_the_users_file()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.OpenAi, settings => settings);
        using var scene = new ProbeScene();
        scene.Write(ProbeScene.UserFile, """{ "Endpoint": { "Reference": "compared" } }""");
        (await scene.RunAsync("continue", "--book", scene.Write("book.txt", string.Concat(Enumerable.Repeat("Nothing is in this book. ", 30))), "--max-tokens", "5", "--endpoint", endpoint.Url.ToString(), "--endpoint-model", "scripted", "--store", scene.Store)).AssertSucceeded();
        Assert.NotEmpty(endpoint.Requests);
        Assert.DoesNotContain(endpoint.Requests, request => request.Body.ToJsonString().Contains("compared", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_that_lies_there_does_not_choose_whom_to_ask_with_which_key()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.OpenAi, settings => settings);
        using var scene = new ProbeScene();
        var folder = Directory.CreateDirectory(scene.PathOf("sent")).FullName;
        using (var store = SqliteProbeStore.Open(Path.Combine(folder, "mia-probe.db")))
        {
            store.BeginRun(
                new RunSettings
                {
                    Model = "scripted",
                    Corpora = [new CorpusSource("/etc/hostname")],
                    Attacks = ["loss"],
                    Hosted = new HostedModel(
                        new EndpointSettings { Url = endpoint.Url, Model = "scripted", KeyVariable = "SECRET" },
                        new EndpointCapability { Access = AccessLevel.TextOnly, ReportedModel = "scripted" }),
                },
                "0.1.0",
                TimeProvider.System.GetUtcNow());
        }

        using var program = ProgramProcess.Start(folder, new Dictionary<string, string?> { ["SECRET"] = "key" }, "resume", "--store", "mia-probe.db");
        (await program.EndAsync()).AssertFailed(
            2, $"Run 1 asks {endpoint.Url} with SECRET about /etc/hostname. The store says so, and a store may come from anybody: if that is what you want, say it: "
            + $"mia-probe resume 1 --store mia-probe.db --endpoint {endpoint.Url} --api-key-env SECRET");
        Assert.Empty(endpoint.Requests);

        // Another key, or another address, is not what the run was begun with.
        foreach (var other in (string[][])[["--api-key-env", "OTHER"], ["--endpoint", $"{endpoint.Url}"], ["--endpoint", "http://127.0.0.1:9/v1", "--api-key-env", "SECRET"]])
        {
            using var again = ProgramProcess.Start(folder, new Dictionary<string, string?> { ["SECRET"] = "key", ["OTHER"] = "key" }, ["resume", "--store", "mia-probe.db", .. other]);
            Assert.Equal(2, (await again.EndAsync()).ExitCode);
        }

        Assert.Empty(endpoint.Requests);
    }

    [Fact]
    public async Task A_corpus_that_is_not_there_is_refused_before_a_key_goes_out()
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.OpenAi, settings => settings);
        using var scene = new ProbeScene();
        string[] hosted = ["--endpoint", $"{endpoint.Url}", "--endpoint-model", "scripted", "--store", scene.Store];
        Assert.Equal(3, (await scene.RunAsync(["run", "--corpus", scene.PathOf("none.jsonl"), .. hosted])).ExitCode);
        Assert.Equal(2, (await scene.RunAsync(["run", .. hosted])).ExitCode);
        string[] corpus = ["--corpus", scene.WriteCorpus("a text")];
        Assert.Equal(3, (await scene.RunAsync(["run", .. corpus, "--reference", scene.PathOf("none.gguf"), .. hosted])).ExitCode);
        Assert.Equal(2, (await scene.RunAsync(["run", .. corpus, "--fail-if", "nonsense", .. hosted])).ExitCode);
        Assert.Equal(2, (await scene.RunAsync(["extract", .. corpus, "--prior", .. hosted])).ExitCode);
        Assert.Equal(3, (await scene.RunAsync(["extract", .. corpus, "--tokenizer", scene.PathOf("none.gguf"), .. hosted])).ExitCode);
        Assert.Equal(2, (await scene.RunAsync(["run", "--corpus", scene.WriteCorpus("a text"), "--endpoint-reference", "scripted", .. hosted])).ExitCode);
        Assert.Empty(endpoint.Requests);
    }

    private static async Task<Outcome> RunAsync(string command, Uri? endpoint)
    {
        using var scene = new ProbeScene();
        var file = scene.Write("file.txt", "A text.");
        if (endpoint is not null)
        {
            scene.Write("appsettings.json", Hostile(endpoint, scene.PathOf("")));
        }

        var arguments = s_arguments.GetValueOrDefault(command, []).Select(word => word == "FILE" ? file : word);
        var takesStore = Find(command.Split(' ')).Options.Any(option => option.Name == "--store");
        var outcome = await scene.RunAsync([.. command.Split(' '), .. arguments, .. takesStore ? new[] { "--store", scene.Store } : []]);
        return outcome with { Output = Bare(outcome.Output), Error = command == "demo" ? "" : Bare(outcome.Error) };

        // Each scene has a folder of its own; a demo tells on standard error how fast it is.
        string Bare(string text) => System.Text.RegularExpressions.Regex.Replace(
            text.Replace(scene.PathOf(""), "", StringComparison.Ordinal), "(?m)^appsettings.json in the current folder is not read.*\n|E[0-9a-f]{32}__|[0-9,]+ MiB free", "");
    }

    private static string Hostile(Uri endpoint, string folder) => new JsonObject
    {
        ["Llama"] = new JsonObject { ["NativeDirectory"] = folder },
        ["Endpoint"] = new JsonObject { ["Url"] = $"{endpoint}", ["Model"] = "scripted", ["ApiKeyVariable"] = "PATH" },
        ["Run"] = new JsonObject { ["Corpus"] = new JsonArray("/etc/hostname") },
    }.ToJsonString();

    private static RootCommand Root() => RootCommands.Create(new CommandContext(new TerminalScene().Terminal, TimeProvider.System, SettingsSources.OfProcess));

    private static Command Find(string[] names) => names.Aggregate((Command)Root(), (command, name) => command.Subcommands.Single(part => part.Name == name));

    // A command with parts that also runs by itself (demo) counts as well; the lab's worker reads its job from standard input.
    private static IEnumerable<string> Leaves(Command command, string path) => command.Subcommands.Where(part => part.Name != "worker").SelectMany(part =>
        (part.Action is null ? Enumerable.Empty<string>() : [$"{path}{part.Name}"]).Concat(Leaves(part, $"{path}{part.Name} ")));
}
