using System.Diagnostics;
using System.Globalization;
using LlmMiaProbe.Local;
using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Benchmarks;

/// <summary>
/// Damaged models against the natives of an engine: whatever the checks let through must be loaded, decoded or refused, and
/// never end the process. Each file that passes the checks goes to a child process, which is started again where one ended it.
/// </summary>
internal static class NativeFuzz
{
    /// <returns>Files that ended a process.</returns>
    public static int Run(string engine, int files, int seed, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("mia-probe-fuzz-");
        var (accepted, loaded, deaths) = (0, 0, new List<string>());
        Process? child = null;
        try
        {
            for (var i = 0; i < files; i++)
            {
                var path = Path.Combine(folder.FullName, $"{i}.gguf");
                var what = DamagedModel.Write(path, seed + i, i, GgufArchitectures.Known);
                if (!Passes(path, engine))
                {
                    File.Delete(path);
                    continue;
                }

                accepted++;
                child ??= Start(engine);
                child.StandardInput.WriteLine(path);
                child.StandardInput.Flush();
                if (child.StandardOutput.ReadLine() is { } answer)
                {
                    loaded += answer == "scored" ? 1 : 0;
                    File.Delete(path);
                    continue;
                }

                child.WaitForExit();
                deaths.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: {what}; exit code {child.ExitCode}"));
                child.Dispose();
                child = null;
            }
        }
        finally
        {
            child?.Kill();
            child?.Dispose();
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine}: {files} damaged files, {files - accepted} refused by the checks, {accepted} given to the natives, {loaded} of them scored, {accepted - loaded - deaths.Count} refused by the natives, {deaths.Count} ended the process"));
        deaths.ForEach(output.WriteLine);
        if (deaths.Count == 0)
        {
            folder.Delete(recursive: true);
        }

        return deaths.Count;
    }

    /// <summary>Loads and scores each file named on standard input.</summary>
    public static async Task ServeAsync(ILlamaEngine engine)
    {
        while (Console.In.ReadLine() is { } path)
        {
            var answer = "refused";
            try
            {
                using var scorer = LlamaModels.Open(engine, path, _ => "", new LocalScorerOptions { Threads = 1, WidenWeights = false });
                var scored = await scorer.ScoreAllAsync([scorer.Prepare("A text of a few words, and then some more of them.")], CancellationToken.None).FirstAsync();
                answer = scored.Failure is null ? "scored" : "failed";
            }
            catch (ProbeException)
            {
                // One sentence is what it should be.
            }

            Console.WriteLine(answer);
        }
    }

    private static Process Start(string engine)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet", Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(NativeFuzz).Assembly.Location, "fuzz-child", engine] : ["fuzz-child", engine])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GGML_NO_BACKTRACE"] = "1";
        var process = Process.Start(start) ?? throw new InvalidOperationException("No process.");
        process.BeginErrorReadLine();
        return process;
    }

    private static bool Passes(string path, string engine)
    {
        try
        {
            GgufModel.Open(path).RequireScorable(engine == "llama-sharp" ? LlamaSharp.LlamaSharpEngine.NativeRelease : GgufRelease.Newest);
            return true;
        }
        catch (ProbeException)
        {
            return false;
        }
    }
}
