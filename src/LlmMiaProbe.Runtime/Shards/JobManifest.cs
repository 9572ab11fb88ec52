using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Runtime;

/// <summary>
/// The Indexed Jobs of Kubernetes that a plan makes, one for each model. Image and volume are to be filled in. An index that Kubernetes takes a
/// node from is tried again without being counted; one that is configured wrongly or lacks a file (exit codes 2 and 3) is not.
/// </summary>
internal static class JobManifest
{
    public const string Name = "job.yaml";

    private const int MostAtOnce = 64;

    private const int UsualThreads = 4;

    /// <param name="plan">What is to be done.</param>
    /// <param name="folder">Of the plan, an absolute path.</param>
    public static string Of(ShardPlan plan, string folder)
    {
        var settings = plan.ReadSettings();
        var mounts = Folders(settings, folder);
        var text = new StringBuilder()
            .Append("# Fill in the image and the claim of the volume, which holds models, corpus and plan under the paths that the plan names.\n")
            .Append("# kubectl apply -f job.yaml; a job whose indices failed is given again after 'kubectl delete job NAME'.\n");
        if (plan.Questions?.Paraphraser is not null)
        {
            text.Append("# The first job writes what the others ask about: apply it alone, and the others when it is complete.\n");
        }

        foreach (var model in plan.Models)
        {
            text.Append(One(plan, settings, model, folder, mounts));
        }

        return text.ToString();
    }

    private static string One(ShardPlan plan, RunSettings settings, ShardModel model, string folder, IReadOnlyList<string> mounts)
    {
        var memory = (long)Math.Ceiling(((model.MemoryBytes * 1.25) + (512L << 20)) / (1 << 20));
        var limits = settings.GpuLayers != 0
            ? string.Create(CultureInfo.InvariantCulture, $"{{ memory: {memory}Mi, nvidia.com/gpu: 1 }}")
            : string.Create(CultureInfo.InvariantCulture, $"{{ memory: {memory}Mi }}");
        var volumes = string.Concat(mounts.Select(mount =>
            $"        - {{ name: data, mountPath: {Text(mount)}, subPath: {Text(mount.TrimStart('/'))} }}\n"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            ---
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: mia-probe-{{plan.Seal[..8]}}-{{model.Role}}
            spec:
              completions: {{plan.Parts.Count}}
              parallelism: {{Math.Min(plan.Parts.Count, MostAtOnce)}}
              completionMode: Indexed
              backoffLimitPerIndex: 3
              podReplacementPolicy: Failed
              podFailurePolicy:
                rules:
                - action: Ignore
                  onPodConditions:
                  - { type: DisruptionTarget, status: "True" }
                - action: FailIndex
                  onExitCodes: { containerName: mia-probe, operator: In, values: [2, 3] }
              template:
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 120
                  containers:
                  - name: mia-probe
                    image: "IMAGE-WITH-MIA-PROBE"
                    command: ["mia-probe", "shard", "run", {{Text(folder)}}, "--role", {{Text(model.Role)}}]
                    resources:
                      requests: { cpu: {{settings.Threads ?? UsualThreads}}, memory: {{memory}}Mi }
                      limits: {{limits}}
                    volumeMounts:
            {{volumes}}      volumes:
                  - name: data
                    persistentVolumeClaim: { claimName: "CLAIM-WITH-THE-DATA" }

            """).ReplaceLineEndings("\n");
    }

    /// <summary>Folders of all that the plan reads and writes; those inside of others left out.</summary>
    private static List<string> Folders(RunSettings settings, string folder)
    {
        var files = new[] { settings.Model, settings.Reference, settings.Frequencies, settings.WordFrequencies, settings.ShadowManifest }
            .Concat(settings.Lora.Select(adapter => adapter.File))
            .Concat(settings.Shadows.Where(shadow => !shadow.IsImported).Select(shadow => shadow.Files.Path))
            .Concat(settings.Corpora.Concat(settings.Calibration).Concat(settings.Shots).Concat(settings.MemberShots).Select(corpus => corpus.Path))
            .OfType<string>();
        var folders = files.Select(file => Directory.Exists(file) ? file : Path.GetDirectoryName(file) ?? "/").Append(folder)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return [.. folders.Where(one => !folders.Exists(other => other != one && one.StartsWith(other.TrimEnd('/') + "/", StringComparison.Ordinal)))];
    }

    // A JSON text is a YAML text.
    private static string Text(string text) => JsonSerializer.Serialize(text, ShardJson.Default.String);
}
