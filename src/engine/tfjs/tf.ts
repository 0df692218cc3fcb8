// The one door to tfjs: core with every gradient, no layers, no converter, no backend until one is asked for.
import "@tensorflow/tfjs-core/dist/register_all_gradients";

export * from "@tensorflow/tfjs-core";
