using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Cli.Lab;
using LlmMiaProbe.Cli.Views;
using LlmMiaProbe.Files;
using LlmMiaProbe.Lab;
using LlmMiaProbe.Reporting;
using LlmMiaProbe.Reporting.Charts;
using Estimate = LlmMiaProbe.Statistics.Estimate;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>lab defences</c>: what a defender controls, against what it costs.</summary>
internal static class LabDefencesCommand
{
    private static readonly string[] s_quantisations = ["f16", "q8_0", "q4_k"];
    private static readonly string[] s_all = ["epochs", "learning-rate", "weight-decay", "privacy", "quantisation", "api", "repetitions"];

    public static Command Create(CommandContext context)
    {
        var folder = new Argument<string>("folder") { Description = "folder that 'lab split' made" };
        var start = LabOptions.Base();
        var grid = new Option<string>("--grid")
        {
            Description = "what to change, one at a time",
            HelpName = "list",
            DefaultValueFactory = _ => string.Join(',', s_all),
        };
        var recipe = new RecipeOptions();
        var command = new DetailedCommand(
            "defences",
            "Train and measure one model for each setting of what a defender controls: privacy against utility.",
            """
            Examples:
              mia-probe lab defences lab --base base.gguf
              mia-probe lab defences lab --base base.gguf --grid quantisation,repetitions

            The recipe given is the model that others are compared with. In the grid:
              epochs         1, 2 and 4
              learning-rate  a third of it and three times it
              weight-decay   0, 0.1 and 1
              privacy        differentially private training with noise 0.5 and 1 times the
                             clipping norm 0.1, at least 16 documents a step, delta 0.001
              quantisation   the compared model stored as F16, Q8_0 and Q4_K
              api            the compared model behind an interface that rounds or hides
                             log-probabilities, as 'simulate' does it
              repetitions    one model whose members occur 1, 2, 4, 8 or 16 times an epoch,
                             each number a row of its own: what deduplication would change

            Privacy: AUC of loss and of reference-difference, TPR at 1% FPR, mean exposure
            of 8 canaries planted 4 times (63 references, so at most 6 bits), and coverage,
            the share of the members' tokens in runs of 10 or more that greedy decoding
            continues exactly. Utility: perplexity of the validation part. Written are
            defences.json and Vega-Lite specifications of two charts. Models that are there
            are kept.
            """) { folder, start, grid };
        recipe.AddTo(command);
        SettingOptions.AddTo(
            command,
            SettingGroup.Documents.Only(nameof(RunSection.ChatTemplate)),
            SettingGroup.Statistics.Only(nameof(RunSection.Resamples)),
            SettingGroup.Engine.Only(nameof(LlamaSection.NativeDirectory), nameof(LlamaSection.Threads), nameof(LlamaSection.Engine)),
            SettingGroup.Training,
            SettingGroup.Output.Only(nameof(StoreSection.Path), nameof(OutputSection.Quiet), nameof(OutputSection.Verbose)));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = context.Settings(parsed);
            var lab = LabSession.Open(context, settings, parsed.GetValue(folder) ?? "", LabOptions.RequireBase(parsed.GetValue(start)));
            var chosen = Chosen(parsed.GetValue(grid) ?? "");
            var rows = await RowsAsync(new DefenceLab(context, settings, lab), recipe.Read(parsed), chosen, cancellationToken);
            Show(context.Terminal, rows);
            Write(context.Terminal, lab.Folder, rows);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<List<DefenceRow>> RowsAsync(DefenceLab lab, TrainingRecipe recipe, HashSet<string> chosen, CancellationToken cancellationToken)
    {
        var rows = new List<DefenceRow> { await lab.AsTrainedAsync(recipe, cancellationToken) };
        foreach (var (defence, settings) in DefenceLab.Grid(recipe).Where(entry => chosen.Contains(entry.Defence)))
        {
            foreach (var (setting, changed) in settings)
            {
                rows.Add(await lab.TrainedAsync(defence, setting, changed, cancellationToken));
            }
        }

        foreach (var word in chosen.Contains("quantisation") ? s_quantisations : [])
        {
            rows.Add(await lab.QuantisedAsync(word, cancellationToken));
        }

        if (chosen.Contains("api"))
        {
            rows.AddRange(await lab.BehindInterfaceAsync(rows[0], cancellationToken));
        }

        return chosen.Contains("repetitions") ? [.. rows, .. await lab.RepeatedAsync(recipe, cancellationToken)] : rows;
    }

    private static void Show(Terminal terminal, IReadOnlyList<DefenceRow> rows)
    {
        var table = Tables.Of(false, false, true, true, true, true, true, true, true);
        table.Add("defence", "setting", "loss AUC", "reference AUC", "TPR at 1%", "exposure", "coverage", "perplexity", "epsilon");
        foreach (var row in rows)
        {
            table.Add(row.Defence, row.Setting, Auc(row.Loss), Auc(row.Reference),
                row.TprAtOnePercent is { } tpr ? Figures.Percent(tpr.Value) : "–",
                Number(row.Exposure, "0.0"),
                row.Coverage is { } coverage ? Figures.Percent(coverage) : "–",
                Number(row.Perplexity, "0.0"),
                Number(row.Epsilon, "0.0"));
        }

        table.Write(terminal.Output);
        terminal.Output.WriteLine();
    }

    private static void Write(Terminal terminal, string folder, IReadOnlyList<DefenceRow> rows)
    {
        var lines = new LabelledLines(terminal);
        var alone = rows.Where(row => row.Defence != "repetitions").ToList();
        var repeated = rows.Where(row => row.Defence == "repetitions").ToList();
        var files = new List<(string Name, JsonNode Content)> { ("defences.json", new JsonObject { ["rows"] = new JsonArray([.. rows.Select(Json)]) }) };
        if (alone.Count > 1)
        {
            files.Add(("defences.vl.json", DefenceChart.Spec(alone)));
        }

        if (repeated.Count > 0)
        {
            files.Add(("repetitions.vl.json", DefenceChart.RepetitionSpec(repeated)));
        }

        foreach (var (name, content) in files)
        {
            PrivateFile.WriteText(Path.Combine(folder, name), OutputText.Of(content) + "\n");
        }

        lines.Write("wrote", string.Join(", ", files.Select(file => Path.Combine(folder, file.Name))));
    }

    private static JsonNode Json(DefenceRow row) => new JsonObject
    {
        ["defence"] = row.Defence,
        ["setting"] = row.Setting,
        ["lossAuc"] = Interval(row.Loss),
        ["referenceAuc"] = Interval(row.Reference),
        ["tprAt1Percent"] = Interval(row.TprAtOnePercent),
        ["exposureBits"] = row.Exposure,
        ["coverage"] = row.Coverage,
        ["validationPerplexity"] = row.Perplexity,
        ["epsilon"] = row.Epsilon,
    };

    private static JsonArray? Interval(Estimate? estimate) => estimate is null ? null : [estimate.Value, estimate.Low, estimate.High];

    private static string Auc(Estimate? auc) =>
        auc is null ? "–" : $"{Figures.Fraction(auc.Value)} ({Figures.Fraction(auc.Low)} – {Figures.Fraction(auc.High)})";

    private static string Number(double? value, string format) => value is { } number ? number.ToString(format, CultureInfo.InvariantCulture) : "–";

    private static HashSet<string> Chosen(string text)
    {
        var chosen = ListText.Split(text);
        return chosen.FirstOrDefault(word => !s_all.Contains(word, StringComparer.Ordinal)) is { } unknown
            ? throw new ConfigurationException($"option --grid: '{unknown}' is not allowed; expected a list of {string.Join(", ", s_all)}")
            : [.. chosen];
    }
}
