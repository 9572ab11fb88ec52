using System.Globalization;

namespace LlmMiaProbe.Gates;

/// <summary>A condition under which a command is to fail, such as <c>auc.low(ez-mia) &gt; 0.6</c>.</summary>
public sealed record Gate(GateQuantity Quantity, GateRelation Relation, double Threshold)
{
    /// <exception cref="ConfigurationException">It is not a gate; the message shows where.</exception>
    public static Gate Parse(string text) => new GateParser(text).Parse();

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Quantity} {Relation.ToText()} {Threshold:R}");
}
