package io.github.secretscache.client.fakecrac;

public class CheckpointException extends Exception {}
