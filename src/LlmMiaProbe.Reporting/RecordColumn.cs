namespace LlmMiaProbe.Reporting;

/// <summary>A column of exported records; every value may be missing.</summary>
/// <param name="Name">What is nested is named <c>outer.inner</c>.</param>
/// <param name="Kind">Of its values.</param>
internal sealed record RecordColumn(string Name, ColumnKind Kind);

/// <summary>What a column holds.</summary>
internal enum ColumnKind
{
    Text,

    /// <summary>In double precision.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Whole,

    Flag,

    /// <summary>A list of whole numbers of 32 bits.</summary>
    Wholes,

    /// <summary>A list of numbers in single precision, of which one may be missing.</summary>
    Singles,
}
