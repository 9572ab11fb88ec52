using LlmMiaProbe.Local;
using LlmMiaProbe.Lab;

namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>
/// Fine-tunes a GGUF with gradients of the native library. The same request on the same machine gives the same bytes, also
/// after a pause: order, windows and noise depend on the seed only. Native code ends the process on an assertion, so a
/// training should have a process of its own.
/// </summary>
public sealed class Trainer(LlamaLibrary library, TrainingRequest request, IProgress<TrainingProgress> progress)
{
    /// <summary>Trains, writes a checkpoint after each epoch, and at the end the model with its training manifest.</summary>
    /// <exception cref="ModelException">The model cannot be trained, or the training has diverged.</exception>
    /// <exception cref="ConfigurationException">The recipe or the documents are not fit for it.</exception>
    /// <exception cref="PrerequisiteException">A file is missing or cannot be written; the last checkpoint is kept.</exception>
    public TrainingOutcome Train(CancellationToken cancellationToken)
    {
        var recipe = request.Recipe;
        recipe.Require();
        using var model = TrainableModel.Open(library, request.Base, request.Threads);
        var window = WindowOf(model);
        var documents = Learned(model, request.Texts);
        var validation = Learned(model, request.Validation);
        Require(documents);
        using var context = new GradientContext(model.Native, window, request.Threads);
        var manifest = TrainingManifest.Inputs(request, library, window);
        var inputs = TrainingManifest.Hash(manifest);
        var optimiser = new Optimiser(context, recipe, request.Threads);
        var packer = new WindowPacker(window, model.Separator, recipe.Privacy is null ? recipe.Packing : Packing.Document, recipe.Seed);
        var held = new WindowPacker(window, model.Separator, Packing.Stream, seed: 0).Windows(validation, 0)
            .Where(one => one.Learned > 0)
            .ToList();
        var course = new TrainingCourse(context, optimiser, packer, recipe, documents, held, progress);
        var resumed = TrainingCheckpoint.Find(request.CheckpointPath, inputs);
        course.Resume(resumed);
        while (!course.IsOver)
        {
            course.TrainEpoch(cancellationToken);
            course.Checkpoint(inputs).Save(request.CheckpointPath);
        }

        manifest["losses"] = TrainingManifest.Losses(course.Losses);
        if (course.Epsilon is { } epsilon)
        {
            manifest["epsilon"] = epsilon;
        }

        if (course.Learned is { } learned)
        {
            manifest["learned_tokens"] = TrainingManifest.Learned(learned);
        }

        var hash = TrainingManifest.Hash(manifest);
        var weights = context.Tensors
            .Zip(course.Result, (tensor, values) => (tensor.Name, values))
            .ToDictionary(pair => pair.Name, pair => pair.values, StringComparer.Ordinal);
        new GgufCopy(model.File, new Dictionary<string, string>(StringComparer.Ordinal) { [TrainingManifest.HashKey] = hash }, weights).Save(
            model.Content, request.Output);
        WholeModelFile.Write(request.ManifestPath, part => File.WriteAllText(part, TrainingManifest.ToJson(manifest)));
        File.Delete(request.CheckpointPath);
        return new TrainingOutcome(course.Losses, hash, course.Epsilon, resumed?.Losses.Count ?? 0, course.Learned);
    }

    private int WindowOf(TrainableModel model)
    {
        const int usual = 256;
        var context = model.Summary.ContextLength;
        return request.Recipe.Window is not { } asked ? Math.Min(usual, context)
            : asked <= context ? asked
            : throw new ConfigurationException(
                $"--window {asked} is more than the {context} tokens of context that {Path.GetFileName(request.Base)} was trained "
                + $"with: use {context} or less.");
    }

    private void Require(List<TokenDocument> documents)
    {
        if (documents.Count == 0)
        {
            throw new ConfigurationException("There is nothing to train on: no document has a token.");
        }

        if (request.Recipe.Privacy is not null && documents.FirstOrDefault(document => document.Repetitions > 1) is { } repeated)
        {
            throw new ConfigurationException(
                $"{repeated.Id} is to be repeated {repeated.Repetitions} times, and the privacy budget holds for a document that takes part once: "
                + "leave the repetitions out.");
        }

        if (request.Recipe.Patience > 0 && request.Validation.Count == 0)
        {
            throw new ConfigurationException("Early stopping (--patience) needs a validation part: make one with 'mia-probe lab split --validation'.");
        }
    }

    // The first token of a document is no label where no separator stands before it.
    private List<TokenDocument> Learned(TrainableModel model, IReadOnlyList<TrainingText> texts)
    {
        var (tokens, first) = (new TrainingTokens(model, request.Recipe.Loss), model.Separator is null ? 1 : 0);
        return
        [
            .. texts
                .Select(tokens.Of)
                .Where(document => document.Tokens.Length > 0 && (document.IsLearned is null || document.IsLearned.Skip(first).Contains(true))),
        ];
    }
}
