using LlmMiaProbe.Decoding;
using LlmMiaProbe.Defences;

namespace LlmMiaProbe.Extraction;

/// <summary>What an extraction run would have found under one defence and one decoding.</summary>
/// <param name="Defence">Null for none.</param>
/// <param name="Scheme">How text is drawn.</param>
/// <param name="AtLeast">With every p_z as small as it may be; null if nothing can be told of it.</param>
/// <param name="AtMost">As large as it may be; the same object where p_z is known.</param>
public sealed record DefendedExtraction(Defence? Defence, DecodingScheme Scheme, EmissionFigures? AtLeast, EmissionFigures? AtMost);
