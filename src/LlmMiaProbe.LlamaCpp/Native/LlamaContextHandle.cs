using Microsoft.Win32.SafeHandles;

namespace LlmMiaProbe.LlamaCpp.Native;

/// <summary>Owns a <c>llama_context</c> and keeps its model alive: the native context points into the model.</summary>
internal sealed class LlamaContextHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly LlamaModelHandle _model;

    private LlamaContextHandle(LlamaModelHandle model, nint context)
        : base(ownsHandle: true)
    {
        _model = model;
        SetHandle(context);
    }

    /// <returns>An invalid handle if the native library refused.</returns>
    public static LlamaContextHandle Create(LlamaModelHandle model, LlamaContextParams parameters)
    {
        var added = false;
        model.DangerousAddRef(ref added);
        var handle = new LlamaContextHandle(model, NativeMethods.llama_init_from_model(model, parameters));
        if (handle.IsInvalid)
        {
            model.DangerousRelease();
        }

        return handle;
    }

    protected override bool ReleaseHandle()
    {
        NativeMethods.llama_free(handle);
        _model.DangerousRelease();
        return true;
    }
}
