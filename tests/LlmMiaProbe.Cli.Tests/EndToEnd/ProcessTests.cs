using LlmMiaProbe.LlamaCpp;
using LlmMiaProbe.LlamaSharp;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>What only a process can show: its environment, its working folder and the native library of its own choice.</summary>
public sealed class ProcessTests : IDisposable
{
    private const string Remedy =
        "Only training and --engine llama-cpp need them. Build with npm on the path (Node.js 20 or newer), or name a folder with the libraries of llama.cpp v0.5.0: --training-directory for training, --native-directory for --engine llama-cpp.";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mia-probe-process-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_folder_of_native_libraries_that_is_missing_or_empty_is_named_as_it_was_given()
    {
        string[] inspect = ["models", "inspect", ProbeScene.Target, "--native-directory", "lib"];
        string[] own = [.. inspect, "--engine", "llama-cpp"];
        var lacking = $"The library libggml-base was not found in lib: name a folder with the native libraries that LLamaSharp {LlamaSharpEngine.PackageVersion} was made for by --native-directory, or leave it out for those that come with the program.";
        (await RunAsync([], inspect)).AssertFailed(3, lacking);
        (await RunAsync([], own)).AssertFailed(3, $"The llama.cpp libraries were expected in lib, which does not exist. {Remedy}");

        _folder.CreateSubdirectory("lib");
        (await RunAsync([], inspect)).AssertFailed(3, lacking);
        (await RunAsync([], own)).AssertFailed(3, $"The library libggml was not found in lib. {Remedy}");
        Assert.Equal(["lib"], _folder.EnumerateFileSystemInfos().Select(entry => entry.Name));
    }

    [Fact]
    public async Task Libraries_of_another_release_are_refused_by_what_differs()
    {
        var natives = LlamaLibrary.DefaultDirectory;
        (await RunAsync([], "models", "inspect", ProbeScene.Target, "--native-directory", natives)).AssertFailed(
            3, $"The library in {natives} is not of the release that LLamaSharp {LlamaSharpEngine.PackageVersion} was made for: its llama_model_params has 80 bytes and LLamaSharp's 72. Leave --native-directory out for the libraries that come with the program.");
    }

    [Fact]
    public async Task Doctor_tells_missing_libraries_and_missing_npm_and_how_to_mend_them()
    {
        var doctor = await RunAsync(new() { ["PATH"] = "" }, "doctor", "--native-directory", "lib", "--engine", "llama-cpp");

        Assert.Equal(3, doctor.ExitCode);
        Assert.Contains($"\nfail  llama-cpp     cannot be used\n      The llama.cpp libraries were expected in lib, which does not exist. {Remedy}\n", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("\nfail  model         target.gguf: llama, F16, but it cannot be tried\n      Mend the engine first (above).\n", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("\nwarn  Node.js       node and npm not on the PATH\n      Only building from source needs it: install Node.js 20 or newer, which brings npm.\n", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("\nok    store         mia-probe.db will be created", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_below_the_working_folder_is_named_without_it()
    {
        (await RunAsync([], "run", "--model", "missing.gguf", "--corpus", "docs.jsonl"))
            .AssertFailed(3, "missing.gguf does not exist: check the path, or download the model there");
        (await RunAsync([], "run", "--model", ProbeScene.Target, "--corpus", "docs.jsonl"))
            .AssertFailed(3, "The corpus docs.jsonl does not exist; check the path.");
    }

    [Fact]
    public async Task Numbers_and_words_are_the_same_under_every_locale()
    {
        var german = await RunAsync(new() { ["LANG"] = "de_DE.UTF-8", ["LC_ALL"] = "de_DE.UTF-8" }, "corpus", "check", ProbeScene.Passages);
        var plain = await RunAsync(new() { ["LANG"] = "C", ["LC_ALL"] = "C" }, "corpus", "check", ProbeScene.Passages);

        Assert.Equal(plain.AssertSucceeded().Output, german.AssertSucceeded().Output);
    }

    private async Task<Outcome> RunAsync(Dictionary<string, string?> variables, params IReadOnlyList<string> args)
    {
        using var program = ProgramProcess.Start(_folder.FullName, variables, args);
        return await program.EndAsync();
    }
}
