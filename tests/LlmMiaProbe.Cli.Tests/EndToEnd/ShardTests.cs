using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using LlmMiaProbe.Runtime;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>A run in parts gives what the run on one machine gives, to the last bit.</summary>
public sealed class ShardTests : IDisposable
{
    private static readonly string s_book = Path.Combine(CommandContext.LabFolder, "time-machine.txt");

    private readonly ProbeScene _scene = new();

    private string Plan => _scene.PathOf("plan");

    private string Merged => _scene.PathOf("merged.db");

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_membership_run_with_reference_and_pools_is_the_same_in_parts() => await AssertSameInPartsAsync(
        tasks: 4,
        "run", "--model", ProbeScene.Target, "--reference", ProbeScene.Base, "--corpus", ProbeScene.Passages, "--limit", "10",
        "--attacks", "loss,min-k-plus-plus,lowercase,reference-difference,info-rmia,neighbourhood-reference(n=3),samia(samples=2)", "--resamples", "100");

    [Theory]
    [InlineData(3)]
    public async Task An_extraction_is_the_same_in_parts_of_a_book(int tasks)
    {
        var book = _scene.Write("part.txt", File.ReadAllText(s_book)[20_000..26_000]);
        await AssertSameInPartsAsync(
            tasks, "extract", "--model", ProbeScene.Target, "--reference", ProbeScene.Base, "--book", book, "--sample", "9", "--prior", "--top-k", "40", "--draws", "2");
    }

    [Fact]
    public async Task Chat_records_and_an_adapter_are_the_same_in_parts()
    {
        var chats = _scene.Write("chats.jsonl", string.Concat(Enumerable.Range(0, 6).Select(i => new JsonObject
        {
            ["id"] = $"c{i}",
            ["label"] = i % 2 == 0 ? "member" : "nonmember",
            ["messages"] = new JsonArray(
                new JsonObject { ["role"] = "user", ["content"] = $"Question number {i} about this?" },
                new JsonObject { ["role"] = "assistant", ["content"] = $"An answer with {i} words, and more." }),
        }.ToJsonString() + "\n")));
        await AssertSameInPartsAsync(
            2,
            "run", "--model", ProbeScene.Base, "--lora", $"{Path.Combine(CommandContext.LabFolder, "adapter.gguf")}:2", "--corpus", chats, "--chat-template", "chatml",
            "--attacks", "loss,reference-difference", "--resamples", "100");
    }

    [Fact]
    public async Task A_test_of_the_order_of_documents_is_the_same_in_parts_between_its_shards()
    {
        string[] run = ["exchangeability", "--model", ProbeScene.Target, "--corpus", ProbeScene.Passages, "--limit", "12", "--shards", "3", "--permutations", "3"];
        await AssertSameInPartsAsync(3, run);
        File.Delete(Merged);
        File.Delete(Path.Combine(Plan, "shards", "0001-target.r0.db"));
        (await MergeAsync()).AssertSucceeded();
        var lacking = await FinishAsync([.. run, "--threads", "1"]);
        Assert.Equal(3, lacking.ExitCode);
        Assert.Matches("target     lacks [0-9]+ answers about [12] shards?: shard 2", lacking.Output);
        Assert.Contains("and --no-decode asks no model: ", lacking.Error, StringComparison.Ordinal);
        using var merged = SqliteProbeStore.OpenExisting(Merged);
        Assert.Empty(merged.ListRuns());
    }

    [Fact]
    public async Task Questions_are_the_same_in_parts() => await AssertSameInPartsAsync(
        2,
        "ask", "continue", "--model", ProbeScene.Target, "--reference", ProbeScene.Base, "--corpus", ProbeScene.Passages, "--limit", "4",
        "--given-words", "20", "--turns", "2", "--reply-tokens", "8", "--resamples", "100");

    [Fact]
    public async Task Questions_about_paraphrases_wait_for_them()
    {
        string[] run =
        [
            "ask", "decop", "--model", ProbeScene.Target, "--paraphraser", ProbeScene.Base, "--corpus", ProbeScene.Passages, "--limit", "3",
            "--orders", "4", "--passages", "1", "--words", "24", "--resamples", "100",
        ];
        await AssertSameInPartsAsync(2, run);
        File.Delete(Path.Combine(Plan, "done", "0001-target.json"));
        File.Delete(Path.Combine(Plan, "done", "0001-paraphraser.json"));
        (await _scene.RunAsync("shard", "run", Plan, "--index", "1", "--role", "target")).AssertFailed(
            3, $"task 1 of {Plan} asks about what paraphraser writes in its own task 1, which is not done: work on that first (--role paraphraser)");
        Assert.Contains("--calibrate compares token scores", (await _scene.RunAsync("shard", "run", Plan, "--calibrate")).Error, StringComparison.Ordinal);
        var quiz = await _scene.RunAsync(
            "shard", "plan", "ask", "quiz", "--model", ProbeScene.Target, "--paraphraser", ProbeScene.Base, "--corpus", ProbeScene.Passages, "--tasks", "2",
            "-o", _scene.PathOf("quiz"));
        quiz.AssertFailed(
            2, "'ask quiz' cannot be cut into tasks: where the right passage stands depends on the replies about all documents. Run it on one machine.");
    }

    [Fact]
    public async Task Machines_of_several_kinds_are_compared_by_the_same_documents()
    {
        string[] run = ["run", "--model", ProbeScene.Target, "--corpus", ProbeScene.Passages, "--limit", "22", "--attacks", "loss", "--threads", "1", "--resamples", "100"];
        await PlanAsync(1, run);
        var first = (await _scene.RunAsync("shard", "run", Plan, "--calibrate")).AssertSucceeded();
        Assert.StartsWith("target: one kind of machine so far (", first.Output, StringComparison.Ordinal);
        await GatherElsewhereAsync("llama.cpp on another processor", Path.Combine(Plan, "shards", "calibration-target.r1.db"), 22, shift: .25f);
        var second = (await _scene.RunAsync("shard", "run", Plan, "--calibrate", "--output", "json")).AssertSucceeded().Json.GetProperty("calibrations")[0];
        Assert.Equal(20, second.GetProperty("texts").GetInt32());
        Assert.InRange(second.GetProperty("largestDifference").GetDouble(), .2499, .2501);
        Assert.Contains("nats at most", (await _scene.RunAsync("shard", "status", Plan)).Output, StringComparison.Ordinal);

        (await MergeAsync()).AssertSucceeded();
        Assert.Contains("were made by 2 engines or processors", (await FinishAsync(run)).Error, StringComparison.Ordinal);
        var mixed = (await FinishAsync([.. run, "--mixed-numerics", "--output", "json"])).AssertSucceeded();
        const string difference = "Where more than one of them answered \\([0-9,]+ tokens of 20 texts\\), log-probabilities differ by 0.25 nats at most.";
        Assert.Matches(difference, mixed.Error);
        Assert.Matches(difference, mixed.Output);
    }

    [Fact]
    public async Task What_is_missing_is_listed_and_no_run_is_kept()
    {
        string[] run = ["run", "--model", ProbeScene.Target, "--corpus", ProbeScene.Passages, "--limit", "6", "--attacks", "loss", "--threads", "1"];
        await PlanAsync(3, run);
        (await WorkAsync(1)).AssertSucceeded();
        (await MergeAsync()).AssertSucceeded();
        var lacking = await FinishAsync(run);
        Assert.Equal(3, lacking.ExitCode);
        Assert.Matches("^error: the store lacks [34] answers that the run needs \\(target [34]\\), and --no-decode asks no model: ", lacking.ErrorLines[^1]);
        Assert.Contains("target     lacks", lacking.Output, StringComparison.Ordinal);
        using (var store = SqliteProbeStore.OpenExisting(Merged))
        {
            Assert.Empty(store.ListRuns());
        }

        var status = await _scene.RunAsync("shard", "status", Plan, "--output", "json");
        Assert.Equal(3, status.ExitCode);
        Assert.Equal("0,2", status.Json.GetProperty("models")[0].GetProperty("missing").GetString());
        (await WorkAsync(0)).AssertSucceeded();
        (await WorkAsync(2)).AssertSucceeded();
        Assert.Contains("was done before", (await WorkAsync(2)).AssertSucceeded().Output, StringComparison.Ordinal);
        (await _scene.RunAsync("shard", "status", Plan)).AssertSucceeded();
        (await MergeAsync()).AssertSucceeded();
        (await FinishAsync(run)).AssertSucceeded();
    }

    [Fact]
    public async Task Tasks_past_the_limit_of_an_array_are_given_with_an_offset()
    {
        string[] run = ["run", "--model", ProbeScene.Target, "--corpus", ProbeScene.Passages, "--limit", "6", "--attacks", "loss", "--threads", "1"];
        var plan = await PlanAsync(6, [.. run, "--max-array-size", "4"]);
        var script = Path.Combine(Plan, "array-target.sbatch");
        Assert.Equal(
            [$"sbatch --array=0-3 {script}", $"sbatch --array=0-1 --export=ALL,RUN_OFFSET=4 {script}"],
            plan.Json.GetProperty("models")[0].GetProperty("submit").EnumerateArray().Select(command => command.GetString()));
        Assert.Contains("#SBATCH --array=0-3", File.ReadAllLines(script));
        (await WorkAsync(5)).AssertSucceeded();
        (await WorkAsync(1)).AssertSucceeded();
        var status = await _scene.RunAsync("shard", "status", Plan);
        Assert.Contains($"sbatch --array=0,2-3 {script}\n", status.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains($"sbatch --array=0 --export=ALL,RUN_OFFSET=4 {script}\n", status.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains($"sbatch --array=0,2-4 {script}\n", (await _scene.RunAsync("shard", "status", Plan, "--max-array-size", "1001")).Output.ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2", 143, "requeue 7_3\n")]
    [InlineData("3", 143, "")]
    [InlineData("0", 0, "")]
    public async Task A_script_whose_task_is_told_to_end_requeues_itself_so_often_at_most(string restarts, int code, string asked)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await PlanAsync(1, ["run", "--model", ProbeScene.Target, "--corpus", ProbeScene.Passages, "--limit", "4", "--attacks", "loss", "--threads", "1"]);
        var (begun, log) = (_scene.PathOf("begun"), _scene.Write("asked", ""));
        WriteProgram("program", code == 0 ? "exit 0" : $"trap 'sleep .2; exit 143' TERM; touch {begun}; while :; do sleep .05; done");
        WriteProgram("scontrol", $"echo \"$@\" >> {log}");
        var start = new System.Diagnostics.ProcessStartInfo("bash", [Path.Combine(Plan, "array-target.sbatch")])
        {
            Environment =
            {
                ["PATH"] = $"{_scene.PathOf("bin")}:{Environment.GetEnvironmentVariable("PATH")}",
                ["MIA_PROBE"] = _scene.PathOf("bin/program"),
                ["MOST_RESTARTS"] = "3",
                ["SLURM_RESTART_COUNT"] = restarts,
                ["SLURM_ARRAY_JOB_ID"] = "7",
                ["SLURM_ARRAY_TASK_ID"] = "3",
            },
        };
        using var script = System.Diagnostics.Process.Start(start) ?? throw new InvalidOperationException("bash was not started.");
        if (code != 0)
        {
            for (var i = 0; i < 400 && !File.Exists(begun); i++)
            {
                await Task.Delay(25);
            }

            using var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{script.Id}"]);
        }

        await script.WaitForExitAsync();
        Assert.Equal(code, script.ExitCode);
        Assert.Equal(asked, File.ReadAllText(log));
    }

    private void WriteProgram(string name, string text)
    {
        Directory.CreateDirectory(_scene.PathOf("bin"));
        var file = _scene.Write($"bin/{name}", $"#!/bin/bash\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task A_killed_task_goes_on_where_it_stopped()
    {
        string[] run = ["run", "--model", ProbeScene.Target, "--corpus", ProbeScene.Passages, "--limit", "120", "--attacks", "loss,lowercase", "--threads", "1"];
        await PlanAsync(1, run);
        using (var killed = ProgramProcess.Start(Plan, new Dictionary<string, string?>(), "shard", "run", Plan, "--index", "0"))
        {
            var first = Path.Combine(Plan, "shards", "0000-target.r0.db-wal");
            // The tables alone take some hundred kilobytes.
            var tables = await LengthAsync(first, 100_000);
            await LengthAsync(first, tables + 400_000);

            Assert.Contains("is being worked on by another process", (await WorkAsync(0)).Error, StringComparison.Ordinal);
            killed.Kill();
            await killed.EndAsync();
        }

        Assert.False(File.Exists(Path.Combine(Plan, "done", "0000-target.json")));
        Assert.Matches("task 0 \\(target\\) is done: 240 texts, [1-9][0-9]* cached, 0 failed", (await WorkAsync(0)).AssertSucceeded().Output);
        Assert.Equal(
            ["0000-target.r0.db", "0000-target.r1.db"],
            Directory.GetFiles(Path.Combine(Plan, "shards"), "*.db").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        (await MergeAsync()).AssertSucceeded();
        (await FinishAsync(run)).AssertSucceeded();
    }

    /// <summary>Waits until a file is longer than so many bytes, and returns its length.</summary>
    private static async Task<long> LengthAsync(string path, long least)
    {
        for (var i = 0; i < 1200; i++)
        {
            if (new FileInfo(path) is { Exists: true } file && file.Length > least)
            {
                return file.Length;
            }

            await Task.Delay(25);
        }

        throw new TimeoutException($"{path} stays short");
    }

    [Fact]
    public async Task What_does_not_fit_the_plan_is_refused_in_a_sentence()
    {
        var corpus = _scene.WriteCorpus("One text of a few words.", "Another text, as long as that.", "A third text stands here.", "And the fourth is the last.");
        var model = _scene.PathOf("model.gguf");
        File.Copy(ProbeScene.Target, model);
        string[] run = ["run", "--model", model, "--corpus", corpus, "--attacks", "loss", "--threads", "1"];
        await PlanAsync(2, run);
        (await WorkAsync(2)).AssertFailed(2, "the plan has no task 2: expected 0 to 1.");
        (await _scene.RunAsync("shard", "run", Plan, "--index", "0", "--role", "reference"))
            .AssertFailed(2, "--role reference: the plan asks no such model; expected target.");
        Assert.Contains("which task? Give its number with --index", (await _scene.RunAsync("shard", "run", Plan)).Error, StringComparison.Ordinal);
        Assert.Contains("holds something already", (await _scene.RunAsync(["shard", "plan", .. run, "--tasks", "2", "-o", Plan])).Error, StringComparison.Ordinal);

        var texts = File.ReadAllText(corpus);
        File.WriteAllText(corpus, texts.Replace("fourth", "fifth", StringComparison.Ordinal));
        (await WorkAsync(0)).AssertSucceeded();
        var changed = await WorkAsync(1);
        Assert.Equal(3, changed.ExitCode);
        Assert.Contains("are not those of the plan: the corpus changed after planning", changed.Error, StringComparison.Ordinal);
        var told = (await _scene.RunAsync("shard", "status", Plan)).Output;
        Assert.True(told.ReplaceLineEndings(" ").Contains("corpus", StringComparison.Ordinal), told);
        File.WriteAllText(corpus, texts);

        File.Copy(ProbeScene.Base, model, overwrite: true);
        Assert.Contains("model.gguf is not the model of the plan", (await WorkAsync(1)).Error, StringComparison.Ordinal);

        var plan = Path.Combine(Plan, "plan.json");
        var json = File.ReadAllText(plan);
        File.WriteAllText(plan, json.Replace("\"documents\": 4", "\"documents\": 3", StringComparison.Ordinal));
        (await WorkAsync(1)).AssertFailed(2, $"{plan} was altered after it was made (its seal does not fit): plan anew in place of editing.");
        File.WriteAllText(plan, json.Replace($"\"program\": \"{CommandContext.ToolVersion}\"", "\"program\": \"0.0.1\"", StringComparison.Ordinal));
        Assert.Contains("was made by version 0.0.1 of mia-probe", (await WorkAsync(1)).Error, StringComparison.Ordinal);
        File.WriteAllText(plan, "{ \"format\": 1 }");
        Assert.Contains("is no plan of mia-probe", (await WorkAsync(1)).Error, StringComparison.Ordinal);
        File.Delete(plan);
        Assert.Contains("there is no plan.json", (await WorkAsync(1)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_of_another_processor_are_taken_if_they_are_of_one_and_else_if_the_user_says_so()
    {
        string[] run = ["run", "--model", ProbeScene.Target, "--corpus", ProbeScene.Passages, "--limit", "6", "--attacks", "loss", "--threads", "1", "--resamples", "100"];
        (await _scene.RunAsync([.. run, "--store", _scene.Store])).AssertSucceeded();
        await GatherElsewhereAsync("llama.cpp on another processor");
        var taken = (await FinishAsync(run)).AssertSucceeded();
        Assert.Contains("The answers of target were made by: llama.cpp on another processor; exact", taken.Error, StringComparison.Ordinal);
        using (var whole = SqliteProbeStore.OpenExisting(_scene.Store))
        using (var merged = SqliteProbeStore.OpenExisting(Merged))
        {
            Assert.Equal(whole.ReadScores(1).Select(score => $"{score}"), merged.ReadScores(1).Select(score => $"{score}"));
            Assert.StartsWith("llama.cpp on another processor; exact", Assert.Single(merged.FindRun(1)?.Models ?? []).Policy, StringComparison.Ordinal);
        }

        (await _scene.RunAsync([.. run.Select(word => word == "6" ? "2" : word), "--store", Merged])).AssertSucceeded();
        var refused = await FinishAsync(run);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("error: the store's answers of target were made by 2 engines or processors, whose last digits may differ (", refused.Error, StringComparison.Ordinal);
        var mixed = (await FinishAsync([.. run, "--mixed-numerics", "--output", "json"])).AssertSucceeded();
        Assert.Equal(3, mixed.Json.GetProperty("run").GetInt32());
        Assert.Contains("were made by several engines or processors", mixed.Output, StringComparison.Ordinal);
        Assert.Contains("--mixed-numerics accepts what a store holds", (await _scene.RunAsync([.. run, "--mixed-numerics"])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedulers_can_read_what_they_are_given()
    {
        string[] run = ["run", "--model", ProbeScene.Target, "--reference", ProbeScene.Base, "--corpus", ProbeScene.Passages, "--limit", "8", "--threads", "2"];
        var plan = (await PlanAsync(3, run)).Json;
        Assert.Equal(["target", "reference"], plan.GetProperty("models").EnumerateArray().Take(2).Select(model => model.GetProperty("role").GetString()));
        foreach (var name in plan.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("script").GetString() ?? ""))
        {
            var script = File.ReadAllLines(Path.Combine(Plan, name));
            Assert.Equal("#!/bin/bash", script[0]);
            Assert.Contains("#SBATCH --array=0-2", script);
            Assert.Contains("#SBATCH --cpus-per-task=2", script);
            Assert.Contains("#SBATCH --signal=B:TERM@120", script);
            Assert.DoesNotContain(script, line => line.Contains("--gres", StringComparison.Ordinal));
            if (OperatingSystem.IsLinux())
            {
                using var bash = System.Diagnostics.Process.Start("bash", ["-n", Path.Combine(Plan, name)]);
                await bash.WaitForExitAsync();
                Assert.Equal(0, bash.ExitCode);
            }
        }

        // Strict: a field that Kubernetes does not know is an error.
        var jobs = KubernetesYaml.LoadAllFromString(File.ReadAllText(Path.Combine(Plan, "job.yaml")), strict: true).Cast<V1Job>().ToList();
        Assert.Equal(plan.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("role").GetString()), jobs.Select(job => job.Name()[19..]));
        Assert.All(jobs, job =>
        {
            Assert.Equal(("batch/v1", "Job"), (job.ApiVersion, job.Kind));
            Assert.Matches("^mia-probe-[0-9a-f]{8}-[a-z0-9-]{1,40}$", job.Name());
            Assert.Equal((3, "Indexed", 3, "Failed"), (job.Spec.Completions, job.Spec.CompletionMode, job.Spec.BackoffLimitPerIndex, job.Spec.PodReplacementPolicy));
            Assert.Collection(
                job.Spec.PodFailurePolicy.Rules,
                rule =>
                {
                    Assert.Equal(("Ignore", null), (rule.Action, rule.OnExitCodes));
                    Assert.Equal(("DisruptionTarget", "True"), rule.OnPodConditions.Select(condition => (condition.Type, condition.Status)).Single());
                },
                rule =>
                {
                    Assert.Equal(("FailIndex", "mia-probe", "In"), (rule.Action, rule.OnExitCodes.ContainerName, rule.OnExitCodes.OperatorProperty));
                    Assert.Equal([2, 3], rule.OnExitCodes.Values);
                });
            var pod = job.Spec.Template.Spec;
            Assert.Equal("Never", pod.RestartPolicy);
            var container = Assert.Single(pod.Containers);
            Assert.Equal(["mia-probe", "shard", "run", Plan, "--role", job.Name()[19..]], container.Command);
            Assert.Equal("2", container.Resources.Requests["cpu"].ToString());
            Assert.EndsWith("Mi", container.Resources.Limits["memory"].ToString(), StringComparison.Ordinal);
            Assert.All(container.VolumeMounts, mount => Assert.Equal(pod.Volumes.Single().Name, mount.Name));
            Assert.Contains(container.VolumeMounts, mount => Plan.StartsWith(mount.MountPath, StringComparison.Ordinal));
        });
    }

    /// <summary>The plain texts of the passages as another machine would have scored them.</summary>
    private async Task GatherElsewhereAsync(string engine, string? path = null, int count = 6, float shift = 0)
    {
        using var store = SqliteProbeStore.Open(path ?? Merged);
        using var exact = SqliteProbeStore.Open(_scene.PathOf("exact.db"));
        using var scorer = LlamaModels.Open(
            Engines.Load(ModelEngine.LlamaSharp, null),
            ProbeScene.Target,
            file => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))),
            new LocalScorerOptions { Threads = 1, EngineIdentity = engine });
        var texts = CorpusReader.Read([new CorpusSource(ProbeScene.Passages)]).Select(entry => entry.Document?.Text ?? "").Take(count);
        await foreach (var answer in new EvidenceGatherer(exact, scorer).GatherAsync(texts.Select((text, i) => EvidenceQuestion.Of(i, scorer.Prepare(text))), default))
        {
            Assert.Null(answer.Failure);
            if (answer.Text is { Key: var key } && exact.FindEvidence(key) is { } scores)
            {
                float[] shifted = [scores.LogProb[0] - shift, .. scores.LogProb[1..]];
                store.AddEvidence(key, scorer.Model.Fingerprint, scorer.Policy, new TokenScores(
                    scores.Tokens, shifted, scores.Rank, scores.Top1, scores.Top1LogProb, scores.Entropy, scores.Variance, scores.UnscoredFirstToken));
            }
        }
    }

    private async Task AssertSameInPartsAsync(int tasks, params string[] run)
    {
        run = [.. run, "--threads", "1"];
        (await _scene.RunAsync([.. run, "--store", _scene.Store])).AssertSucceeded();
        var planned = await PlanAsync(tasks, run);
        var parts = planned.Json.GetProperty("tasks").GetInt32();
        Assert.InRange(parts, 1, tasks);
        for (var index = 0; index < parts; index++)
        {
            (await WorkAsync(index)).AssertSucceeded();
        }

        (await MergeAsync()).AssertSucceeded();
        (await FinishAsync(run)).AssertSucceeded();
        using var whole = SqliteProbeStore.OpenExisting(_scene.Store);
        using var merged = SqliteProbeStore.OpenExisting(Merged);
        Assert.Equal(Undecoded(whole.FindEvaluation(1)), Undecoded(merged.FindEvaluation(1)));
        Assert.Equal(whole.ReadScores(1).Select(score => $"{score}"), merged.ReadScores(1).Select(score => $"{score}"));
        Assert.Equal(Evidence(whole), Evidence(merged));
        Assert.Equal(0, merged.FindRun(1)?.Counts.TokensDecoded);
        (await _scene.RunAsync("store", "check", "--store", Merged)).AssertSucceeded();
    }

    /// <summary>A test of order says with its result what it decoded for it.</summary>
    private static string Undecoded(string? evaluation) => Regex.Replace(evaluation ?? "", "\"tokensDecoded\":[0-9]+", "");

    private static List<string> Evidence(SqliteProbeStore store) =>
    [
        .. store.ReadEvidence(1).SelectMany(document => document.Evidence.Select(of => string.Create(
            CultureInfo.InvariantCulture,
            $"{document.Document.Id} {of.Key} {of.Value.Count} {BitConverter.DoubleToInt64Bits(of.Value.TotalLogProb)}"))),
        .. store.ReadDocuments(1).SelectMany(document => store.ReadWindows(1, document.Ordinal)).Select(window => string.Create(
            CultureInfo.InvariantCulture, $"{window.Request} {window.Place} {BitConverter.DoubleToInt64Bits(window.Scores.TotalLogProb)}")),
        .. store.ReadAttempts(1).Select(used => $"{used.Use} {used.Attempt.Outcome.Text}").Order(StringComparer.Ordinal),
    ];

    private async Task<Outcome> PlanAsync(int tasks, string[] run) => (await _scene.RunAsync(
        ["shard", "plan", .. run, "--tasks", tasks.ToString(CultureInfo.InvariantCulture), "-o", Plan, "--output", "json", "--store", _scene.PathOf("none.db")])).AssertSucceeded();

    private Task<Outcome> WorkAsync(int index) => _scene.RunAsync("shard", "run", Plan, "--index", index.ToString(CultureInfo.InvariantCulture));

    private Task<Outcome> MergeAsync() =>
        _scene.RunAsync(["store", "merge", Merged, .. Directory.GetFiles(Path.Combine(Plan, "shards"), "*.db").Order(StringComparer.Ordinal)]);

    private Task<Outcome> FinishAsync(string[] run) => _scene.RunAsync([.. run, "--no-decode", "--store", Merged]);
}
