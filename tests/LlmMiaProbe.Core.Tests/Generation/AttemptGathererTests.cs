using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Generation;

public sealed class AttemptGathererTests
{
    [Property(MaxTest = 60)]
    public Property Answers_come_in_the_order_of_the_questions_whatever_the_log_holds() =>
        Prop.ForAll(Gen.Choose(0, 30).ListOf().ToArbitrary(), Gen.Choose(0, 30).ListOf().ToArbitrary(), async (before, wanted) =>
        {
            using var scene = new GenerationScene();
            var generator = new ScriptedGenerator(request => $"sample {request.Sample}");
            await GatherAsync(scene.Recorder(generator), before);
            var known = before.Distinct().Count();
            var (counter, recorder) = (new CountedAttempts(scene.Store, generator), scene.Recorder(generator));
            var dry = AttemptRecorder.DryRun(generator, counter);
            await GatherAsync(dry, wanted);
            Assert.Equal(known, generator.Asked.Count);

            var answers = await GatherAsync(recorder, wanted);
            Assert.Equal(wanted.Select(sample => $"sample {sample}"), answers.Select(answer => answer.Attempt.Outcome.Text));
            var missing = wanted.Distinct().Except(before).ToList();
            Assert.Equal(missing, generator.Asked.Skip(known).Select(request => request.Sample));
            Assert.Equal((missing.Count, wanted.Count - missing.Count), (recorder.Generated, recorder.Found));
            Assert.Equal((recorder.Generated, recorder.Found, 10L * missing.Count), (dry.Generated, dry.Found, counter.ProducedTokens));
        });

    [Fact]
    public async Task Many_that_are_found_do_not_pile_up_behind_one_that_is_asked()
    {
        using var scene = new GenerationScene();
        var generator = new ScriptedGenerator(request => $"sample {request.Sample}");
        List<int> found = [.. Enumerable.Range(1, 200)];
        await GatherAsync(scene.Recorder(generator), found);
        var (read, taken, farthest) = (0, 0, 0);
        await foreach (var _ in scene.Recorder(generator).GatherAsync(found.Prepend(0).Select(Count), default))
        {
            taken++;
        }

        Assert.Equal((201, 201), (read, taken));
        Assert.InRange(farthest, generator.PreferredBatch, (4 * generator.PreferredBatch) + 1);

        WantedAttempt Count(int sample)
        {
            farthest = Math.Max(farthest, ++read - taken);
            return Wanted(sample);
        }
    }

    private static Task<List<GatheredAttempt<WantedAttempt>>> GatherAsync(AttemptRecorder recorder, IEnumerable<int> samples) =>
        GenerationScene.ListAsync(recorder.GatherAsync(samples.Select(Wanted), default));

    private static WantedAttempt Wanted(int sample) =>
        new(new AttemptUse(null, ModelRole.Target, AttemptPurpose.Secret), "a", new GenerationRequest([97], 10, DecodingScheme.Full) { Sample = sample });
}
