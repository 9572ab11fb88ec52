using FsCheck;
using FsCheck.Fluent;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Gates;

namespace LlmMiaProbe.Core.Tests.Gates;

/// <summary>Random gates.</summary>
internal static class GateGenerators
{
    /// <summary>Any gate that can be written.</summary>
    public static Gen<Gate> Valid { get; } =
        from measure in Gen.Elements(GateMeasure.All.ToArray())
        from bound in measure.HasBounds ? Gen.Elements(Enum.GetValues<GateBound>()) : Gen.Constant(GateBound.Value)
        from attack in Attack
        from level in measure.Levels.Count == 0 ? Gen.Constant(0.0) : Gen.Elements(measure.Levels.ToArray())
        from word in measure.Words.Count == 0 ? Gen.Constant("") : Gen.Elements(measure.Words.ToArray())
        from relation in Gen.Elements(Enum.GetValues<GateRelation>())
        from threshold in Threshold
        select new Gate(
            new GateQuantity(measure)
            {
                Bound = bound,
                Attack = measure.Arguments.Contains(GateArgument.Attack) ? attack : null,
                Level = measure.Arguments.Contains(GateArgument.Level) ? level : null,
                Word = measure.Arguments.Contains(GateArgument.Word) ? word : null,
            },
            relation,
            threshold);

    /// <summary>Anything at all, and what nearly is a gate.</summary>
    public static Gen<string> Text { get; } = Gen.OneOf(
        ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? ""),
        Gen.Elements("auc", "tpr", "delta.auc.low", "coverage", "exposure", "failed", "loss", "min-k", "(", ")", ",", "=", ">", ">=", "<", "0.01", ".5", "-1e400", "max", " ", "k", "\0", "\uD800", "%", "😀")
            .ArrayOf().Select(string.Concat),
        from gate in Valid
        from at in Gen.Choose(0, gate.ToString().Length)
        from c in ArbMap.Default.GeneratorFor<char>()
        select gate.ToString().Insert(at, c.ToString()));

    private static Gen<GatedAttack> Attack { get; } =
        from attack in Gen.Elements(AttackSelection.All.ToArray())
        from isSpelled in ArbMap.Default.GeneratorFor<bool>()
        select new GatedAttack(attack.Attack.Description.Id, isSpelled && attack.Attack.Description.Parameters.Count > 0 ? attack.Id : null);

    private static Gen<double> Threshold { get; } = Gen.OneOf(
        Gen.Elements(0.0, -1, 1, .6, 1e-300, double.MaxValue, double.Epsilon),
        Gen.Choose(-1000, 1000).Select(i => i / 1000.0),
        ArbMap.Default.GeneratorFor<NormalFloat>().Select(number => number.Get));
}
