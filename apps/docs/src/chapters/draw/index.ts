import type { Component } from "vue";

/** Each is a chunk of its own, and only the chapter's page loads it. */
export const drawChapter: Record<string, Component> = {};
